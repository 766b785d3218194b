import { DomainError } from '#domain/domain-error.ts';

/** The deepest body of the API, a whole region as a file, has eight levels. */
export const JSON_DEPTH_MAX = 32;
/** Fields and elements together, of an ordinary body and of a whole region as a file: several times what a full one has. */
export const JSON_VALUES_MAX = { body: 10_000, file: 500_000 };

/**
 * Refuses text that would make a deep or a very large tree, before anything builds or walks one. It only counts: whether
 * the text is JSON at all is the parser's to say.
 */
export function requireBounds(text: string, valuesMax: number): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === BRACKET_OPEN || code === BRACE_OPEN) {
      depth += 1;
      values += 1;
    } else if (code === BRACKET_CLOSE || code === BRACE_CLOSE) {
      depth -= 1;
    } else if (code === COMMA) {
      values += 1;
    }
    if (depth > JSON_DEPTH_MAX) {
      throw new DomainError('InvalidParameter', `A body has at most ${JSON_DEPTH_MAX} levels.`);
    }
    if (values > valuesMax) {
      throw new DomainError('InvalidParameter', `A body has at most ${valuesMax} values.`);
    }
  }
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [BRACKET_OPEN, BRACKET_CLOSE, BRACE_OPEN, BRACE_CLOSE] = [0x5b, 0x5d, 0x7b, 0x7d];

function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text.charCodeAt(end) !== QUOTE) {
    end += text.charCodeAt(end) === BACKSLASH ? 2 : 1;
  }
  return end;
}
