'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Card, PageHeader } from '#components/ui/surface.tsx';
import { regionFile } from './actions.ts';
import { ImportCard } from './import-card.tsx';

/** Export of a region as one file, and import with a preview. Single instances are exported on their own page. */
export function BackupPage() {
  const t = useTranslations('backup');
  const { regionId } = useRegion();
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      <Card title={t('exportTitle')}>
        <p className="max-w-prose text-muted">{t('exportText')}</p>
        <div className="mt-3">
          <DownloadLink href={regionFile(regionId)}>{t('exportRegion')}</DownloadLink>
        </div>
      </Card>
      <ImportCard key={regionId} regionId={regionId} />
    </>
  );
}

/** The browser saves what the API answers. */
export function DownloadLink({ href, children }: { href: string; children: string }) {
  return (
    <a
      href={href}
      download
      className="inline-flex h-8 items-center gap-1.5 rounded-[5px] border border-line-strong bg-surface px-3.5 text-[13.5px] font-medium hover:bg-surface-hover"
    >
      <Download size={14} aria-hidden />
      {children}
    </a>
  );
}
