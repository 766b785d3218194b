import type { Metadata } from 'next';
import { messages } from '../messages/en/index.ts';

/** Browser title of a page. */
export function pageTitle(page: keyof typeof messages.pageTitle): Metadata {
  return { title: `${messages.pageTitle[page]} · OpenSLB` };
}
