'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Card } from '#components/ui/surface.tsx';
import { listCredentials } from './actions.ts';
import { CredentialTable } from './credential-table.tsx';

const POLL_MS = 10_000;

/** Those of a user, for administrators, who can revoke them. */
export function CredentialsCard({ userId }: { userId: string }) {
  const t = useTranslations('credentials');
  const { data, error, refetch } = useQuery({
    queryKey: ['credentials', userId],
    queryFn: ({ signal }) => listCredentials({ userId }, signal),
    refetchInterval: POLL_MS,
  });
  return (
    <Card title={t('title')}>
      {error && !data ? <LoadError error={error} onRetry={() => void refetch()} /> : null}
      {data?.length === 0 ? <p className="text-muted">{t('emptyOfUser')}</p> : null}
      {data?.length === 0 || (error && !data) ? null : <CredentialTable owner={{ userId }} credentials={data} />}
    </Card>
  );
}
