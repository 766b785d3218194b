import { messages as en } from './en/index.ts';
import type { Language } from './language.ts';
import type { SentenceTexts } from './sentences.ts';
import { messages as zh } from './zh/index.ts';
import zhSentences from './zh/sentences.json' with { type: 'json' };

/** All texts of all languages, for the server only: a page is sent those of its own language. */
export const MESSAGES: Record<Language, typeof en> = { en, zh };

/** Null for the language that the code speaks itself. */
export const SENTENCES: Record<Language, SentenceTexts | null> = { en: null, zh: zhSentences };
