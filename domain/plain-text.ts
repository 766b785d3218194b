/**
 * Free text: no control characters, no marks that turn the direction of what follows, but the joiners that emoji and some
 * scripts are written with.
 */
export const PLAIN_TEXT = /^[\P{C}\u200c\u200d]*$/u;
