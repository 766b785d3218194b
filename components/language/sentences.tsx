'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';
import { readIn } from '#components/api/readers-language.ts';
import { type SentenceTexts, type Translate, translatorOf } from '#messages/sentences.ts';

const SentenceContext = createContext<Translate>((sentence) => sentence);

/** Lets schemas, the API and workers speak the reader's language, whose sentences these are; null: they speak it already. */
export function SentenceProvider({ texts, children }: { texts: SentenceTexts | null; children: ReactNode }) {
  const translate = useMemo(() => translatorOf(texts), [texts]);
  const queries = useQueryClient();
  const read = useRef(texts);
  useEffect(() => {
    readIn(texts === null ? null : translate);
    if (read.current !== texts) {
      read.current = texts;
      void queries.invalidateQueries();
    }
  }, [texts, translate, queries]);
  return <SentenceContext value={translate}>{children}</SentenceContext>;
}

/** For sentences that were made on this page, by a schema; what the API sends is in the reader's language when it arrives. */
export function useSentence(): Translate {
  return useContext(SentenceContext);
}
