'use client';

import { useMessages, useTranslations } from 'use-intl';

/** What an audit entry's action (`noun:past-verb`) means; one that has no words stands as it is. */
export function useActionWords(): (action: string) => string {
  const t = useTranslations('audit');
  const { resource, verb } = useMessages().audit;
  return (action) => {
    const [noun = '', past = ''] = action.split(':');
    if (!(noun in resource && past in verb)) {
      return action;
    }
    return t('action', { resource: t(`resource.${noun as keyof typeof resource}`), verb: t(`verb.${past as keyof typeof verb}`) });
  };
}
