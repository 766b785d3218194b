/** Characters that move a terminal's cursor, break a line or turn the direction of text, and those that no program knows. */
const UNSAFE = /[\p{C}\u2028\u2029]/gu;

/**
 * A value as JSON of one line that shows what it has: whoever reads a log, or greps in it, is not to be led astray by what
 * somebody has called their server. JSON by itself leaves the controls behind U+007F and the marks of direction as they are.
 */
export function logText(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replaceAll(UNSAFE, (found) =>
    found
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
