'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { LoadError } from '#components/feedback/load-error.tsx';
import { listCredentials } from './actions.ts';
import { CredentialTable } from './credential-table.tsx';

const POLL_MS = 10_000;

/** Those of a user, for administrators, who can revoke them. */
export function CredentialsOfUser({ userId }: { userId: string }) {
  const t = useTranslations('credentials');
  const { data, error, refetch } = useQuery({
    queryKey: ['credentials', userId],
    queryFn: ({ signal }) => listCredentials({ userId }, signal),
    refetchInterval: POLL_MS,
  });
  return (
    <section className="grid gap-2.5" aria-label={t('title')}>
      <h2 className="text-[15px] font-semibold">{t('title')}</h2>
      {error && !data ? <LoadError error={error} onRetry={() => void refetch()} /> : null}
      {data?.length === 0 ? <p className="text-muted">{t('emptyOfUser')}</p> : null}
      {data?.length === 0 || (error && !data) ? null : <CredentialTable owner={{ userId }} credentials={data} />}
    </section>
  );
}
