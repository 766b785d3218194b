'use client';

import { useRouter } from 'next/navigation';
import { useLocale } from 'use-intl';
import { LANGUAGE_COOKIE, LANGUAGES, type Language, LOCALES } from '#messages/language.ts';
import { remember } from './cookie.ts';

/** The language of the page, and how to change it: the server sends the page anew, and what was typed stays. */
export function useLanguage(): [Language, (language: string) => void] {
  const locale = useLocale();
  const router = useRouter();
  const change = (language: string) => {
    remember(LANGUAGE_COOKIE, language);
    router.refresh();
  };
  return [LANGUAGES.find((language) => LOCALES[language] === locale) ?? 'en', change];
}
