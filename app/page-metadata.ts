import type { Metadata } from 'next';
import type { messages } from '#messages/en/index.ts';
import { readMessages } from './language.ts';

/** Browser title of a page, in the reader's language; for `generateMetadata`. */
export function pageMetadata(page: keyof typeof messages.pageTitle): () => Promise<Metadata> {
  return async () => ({ title: `${(await readMessages()).pageTitle[page]} · OpenSLB` });
}
