'use client';

import { useTranslations } from 'use-intl';
import { LinkButton } from '#components/ui/button.tsx';
import { EntryCard } from './entry-card.tsx';
import { SingleSignOn, type SingleSignOnProps } from './single-sign-on.tsx';

/** For who has no password to enter again: the provider asks instead. */
export function SignInAgain(props: SingleSignOnProps) {
  const t = useTranslations('signOn');
  return (
    <EntryCard title={t('again.title')}>
      <div className="grid gap-4">
        <p className="text-muted">{t('again.text', { name: props.name ?? t('name') })}</p>
        <SingleSignOn {...props} isAgain />
        <LinkButton href={props.next} variant="quiet">
          {t('again.back')}
        </LinkButton>
      </div>
    </EntryCard>
  );
}
