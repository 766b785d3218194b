'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { getTwoFactor } from '#components/account/actions.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Restricted } from '#components/session/restricted.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { PageHeader } from '#components/ui/surface.tsx';
import { getSecuritySettings } from './actions.ts';
import { SecuritySettingsForm } from './security-settings-form.tsx';

/** What holds for everybody's sign-in, and for the operation log. */
export function SecuritySettingsPage() {
  const t = useTranslations('securitySettings');
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      <Restricted needed="administrator" where="everywhere">
        <Settings />
      </Restricted>
    </>
  );
}

function Settings() {
  const settings = useQuery({ queryKey: ['security-settings'], queryFn: ({ signal }) => getSecuritySettings(signal) });
  const own = useQuery({ queryKey: ['two-factor'], queryFn: ({ signal }) => getTwoFactor(signal) });
  const error = settings.error ?? own.error;
  return (
    <>
      {error && !(settings.data && own.data) ? (
        <LoadError
          error={error}
          onRetry={() => {
            void settings.refetch();
            void own.refetch();
          }}
        />
      ) : null}
      {settings.data && own.data ? <SecuritySettingsForm settings={settings.data} hasSecondFactor={own.data.isEnabled} /> : null}
    </>
  );
}
