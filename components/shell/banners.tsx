'use client';

import { useTranslations } from 'use-intl';
import { useConnection } from '#components/api/connection.ts';
import { Callout } from '#components/ui/surface.tsx';
import { Time } from '#components/ui/text.tsx';
import { useRegion } from './region-context.tsx';

/** Says when what the page shows is not live, and what that means. */
export function Banners() {
  const t = useTranslations('banner');
  const connection = useConnection();
  const { region, isReporting, silentSince } = useRegion();
  if (connection.isLost) {
    return (
      <Callout tone="bad" role="alert" title={t('connectionLost')}>
        {t.rich('connectionLostText', { at: () => <Time at={new Date(connection.knownAt).toISOString()} /> })}
      </Callout>
    );
  }
  if (region && !isReporting) {
    return (
      <Callout tone="warn" role="alert" title={silentSince ? undefined : t('noWorkerYet')}>
        {silentSince ? t.rich('workerGone', { at: () => <Time at={silentSince} /> }) : t('noWorkerYetText')}
      </Callout>
    );
  }
  return null;
}
