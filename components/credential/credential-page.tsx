'use client';

import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useMe } from '#components/session/use-me.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { CREDENTIALS_PER_USER_MAX } from '#domain/limits.ts';
import type { CreatedCredentialView } from '#domain/view.ts';
import { listCredentials } from './actions.ts';
import { CreateDialog } from './create-dialog.tsx';
import { CredentialTable } from './credential-table.tsx';
import { SecretDialog } from './secret-dialog.tsx';

const POLL_MS = 10_000;

type Step = 'create' | CreatedCredentialView | null;

/** One's own API tokens and access keys. */
export function CredentialPage() {
  const t = useTranslations('credentials');
  const me = useMe();
  const { data, error, refetch } = useQuery({
    queryKey: ['credentials', 'me'],
    queryFn: ({ signal }) => listCredentials('me', signal),
    refetchInterval: POLL_MS,
  });
  const [step, setStep] = useState<Step>(null);
  const mayNothing = me.roleEverywhere === null && me.roles.length === 0;
  const create = (
    <Button
      variant="primary"
      disabled={mayNothing || (data?.length ?? 0) >= CREDENTIALS_PER_USER_MAX}
      title={mayNothing ? t('noRights') : undefined}
      onClick={() => setStep('create')}
    >
      {t('create')}
    </Button>
  );
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('account'), href: '/account' }, { label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      {data && data.length > 0 ? (
        <div className="flex flex-wrap items-center gap-3">
          {create}
          <span className="text-muted tabular-nums">{t('count', { count: data.length, max: CREDENTIALS_PER_USER_MAX })}</span>
        </div>
      ) : null}
      {error && !data ? <LoadError error={error} onRetry={() => void refetch()} /> : null}
      {data?.length === 0 ? (
        <EmptyState icon={KeyRound} title={t('empty')} action={create}>
          {mayNothing ? t('noRights') : t('emptyText')}
        </EmptyState>
      ) : null}
      {data?.length === 0 || (error && !data) ? null : <CredentialTable owner="me" credentials={data} />}
      {step === 'create' ? <CreateDialog onClose={() => setStep(null)} onCreated={setStep} /> : null}
      {step !== null && step !== 'create' ? <SecretDialog credential={step} onClose={() => setStep(null)} /> : null}
    </>
  );
}
