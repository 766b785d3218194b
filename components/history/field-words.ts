'use client';

import { useMessages, useTranslations } from 'use-intl';

/** The name of a field of a document, by its path; a field that has none is called as the API calls it. */
export function useFieldWords(): (path: string) => string {
  const t = useTranslations('historyField');
  const { historyField } = useMessages();
  return (path) => {
    const key = path.replaceAll('.', '_');
    return key in historyField ? t(key as keyof typeof historyField) : path;
  };
}
