'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useMe } from '#components/session/use-me.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Callout, PageHeader } from '#components/ui/surface.tsx';
import { getTwoFactor } from './actions.ts';
import { PasswordCard } from './password-card.tsx';
import { ProfileCard } from './profile-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { TwoFactorCard } from './two-factor-card.tsx';

/** What every user looks after: name, password, second factor, sessions. */
export function AccountPage() {
  const t = useTranslations('account');
  const tCredentials = useTranslations('credentials');
  const me = useMe();
  const twoFactor = useQuery({ queryKey: ['two-factor'], queryFn: ({ signal }) => getTwoFactor(signal) });
  const isHeldBack = twoFactor.data?.isRequired && !twoFactor.data.isShown;
  return (
    <>
      <PageHeader
        title={t('title')}
        sub={me.email}
        actions={isHeldBack ? null : <LinkButton href="/account/credentials">{tCredentials('title')}</LinkButton>}
      />
      {isHeldBack ? (
        <Callout tone="warn" role="status" title={t('heldBackTitle')}>
          {t(twoFactor.data?.isEnabled ? 'heldBackShow' : 'heldBackSetUp')}
        </Callout>
      ) : null}
      {twoFactor.error && !twoFactor.data ? <LoadError error={twoFactor.error} onRetry={() => void twoFactor.refetch()} /> : null}
      {twoFactor.data ? <TwoFactorCard state={twoFactor.data} /> : null}
      <ProfileCard />
      {twoFactor.data ? <PasswordCard state={twoFactor.data} /> : null}
      <SessionsCard />
    </>
  );
}
