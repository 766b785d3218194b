import type { Translate } from '#messages/sentences.ts';

/** What of an answer is said by a program and not written by a user: why something failed, moved or was refused. */
const SAID = /(^|[a-z])(reason|message|detail|note)$/i;

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
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, typeof inner === 'string' && SAID.test(key) ? into(inner) : translated(inner, into)]),
  );
}
