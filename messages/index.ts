import { messages as en } from './en/index.ts';
import type { Language } from './language.ts';
import { messages as zh } from './zh/index.ts';

/** All texts of all languages, for the server only: a page is sent those of its own language. */
export const MESSAGES: Record<Language, typeof en> = { en, zh };
