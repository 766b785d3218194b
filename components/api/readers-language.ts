import type { Translate } from '#messages/sentences.ts';

/** What of an answer is said by a program and not written by a user: why something failed, moved or was refused. */
const SAID = /(^|[a-z])(reason|message|detail|note)$/i;
/** Lists of the same. */
const SAID_IN_LISTS = new Set(['hints']);

let translate: Translate | null = null;

/** From now on answers are read in this language; null: as they are. */
export function readIn(language: Translate | null): void {
  translate = language;
}

/** The API and the workers speak English; here, at the one place where answers arrive, they speak the reader's language. */
export function inReadersLanguage(answer: unknown): unknown {
  return translate === null ? answer : translated(answer, translate);
}

function translated(value: unknown, into: Translate): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => translated(item, into));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, translatedAt(key, inner, into)]));
}

function translatedAt(key: string, value: unknown, into: Translate): unknown {
  if (typeof value === 'string' && SAID.test(key)) {
    return into(value);
  }
  if (Array.isArray(value) && SAID_IN_LISTS.has(key)) {
    return value.map((item) => (typeof item === 'string' ? into(item) : translated(item, into)));
  }
  return translated(value, into);
}
