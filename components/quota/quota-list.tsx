'use client';

import Link from 'next/link';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { WriteButton } from '#components/session/write-guard.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Button } from '#components/ui/button.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Mono, Truncated } from '#components/ui/text.tsx';
import { QuotaName } from '#domain/quota.ts';
import type { QuotaView } from '#domain/view.ts';
import { useQuotas } from './actions.ts';
import { QuotaApplicationDialog } from './quota-application-dialog.tsx';
import { QuotaHistoryDialog } from './quota-history-dialog.tsx';

const COLUMNS = ['name', 'value', 'used', 'default', 'actions'] as const;
/** From here on one should think of raising it. */
const NEARLY_USED_UP = 0.9;

/** Page Quota Management (console 16.2). */
export function QuotaList() {
  const t = useTranslations('quotas');
  const notify = useNotify();
  const { regionId } = useRegion();
  const quotas = useQuotas(regionId);
  const [asking, setAsking] = useState<{ what: 'apply' | 'history'; name: QuotaName } | null>(null);
  const asked = quotas.data?.find(({ name }) => name === asking?.name);
  const close = () => setAsking(null);
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      {quotas.error && !quotas.data ? <LoadError error={quotas.error} onRetry={() => void quotas.refetch()} /> : null}
      {quotas.data || !quotas.error ? (
        <Table stacks label={t('title')}>
          <HeaderRow>
            {COLUMNS.map((column) => (
              <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {quotas.data ? null : <SkeletonRows columns={COLUMNS.length} rows={QuotaName.options.length} lines={2} />}
            {quotas.data?.map((quota) => (
              <QuotaRow
                key={quota.name}
                quota={quota}
                onApply={() => setAsking({ what: 'apply', name: quota.name })}
                onHistory={() => setAsking({ what: 'history', name: quota.name })}
              />
            ))}
          </TableBody>
        </Table>
      ) : null}
      {asked && asking?.what === 'apply' ? (
        <QuotaApplicationDialog
          regionId={regionId}
          quota={asked}
          onClose={close}
          onApproved={(value) => {
            notify('good', t('approved', { quota: t(`name.${asked.name}`), value }));
            close();
          }}
        />
      ) : null}
      {asked && asking?.what === 'history' ? <QuotaHistoryDialog regionId={regionId} name={asked.name} onClose={close} /> : null}
    </>
  );
}

function QuotaRow({ quota, onApply, onHistory }: { quota: QuotaView; onApply: () => void; onHistory: () => void }) {
  const t = useTranslations('quotas');
  const format = useFormatter();
  const { name, value, defaultValue, max } = quota;
  return (
    <Row>
      <Cell className="min-w-56">
        <span className="font-medium">{t(`name.${name}`)}</span>
        <Mono className="block text-muted">{name}</Mono>
      </Cell>
      <Cell label={t('column.value')} className="tabular-nums">
        {format.number(value)}
      </Cell>
      <Cell label={t('column.used')} className="min-w-40">
        <Used quota={quota} />
      </Cell>
      <Cell label={t('column.default')} className="tabular-nums">
        {format.number(defaultValue)}
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        <span className="row-actions flex gap-3">
          <WriteButton variant="link" disabled={value >= max} title={value >= max ? t('atMax', { max }) : undefined} onClick={onApply}>
            {t('apply')}
          </WriteButton>
          <Button variant="link" onClick={onHistory}>
            {t('history')}
          </Button>
        </span>
      </Cell>
    </Row>
  );
}

/** How much is used; of what counts per resource, by the one that has the most. */
function Used({ quota: { value, used, usedBy } }: { quota: QuotaView }) {
  const t = useTranslations('quotas');
  const format = useFormatter();
  const count = <span className="tabular-nums">{format.number(used)}</span>;
  return (
    <div>
      {used >= value * NEARLY_USED_UP ? <StatusIndicator tone={used >= value ? 'bad' : 'warn'}>{count}</StatusIndicator> : count}
      {usedBy ? (
        <div className="text-[12.5px] leading-[18px] text-muted">
          {t.rich('mostBy', { resource: () => <Resource resource={usedBy} /> })}
        </div>
      ) : null}
    </div>
  );
}

const PLACES = {
  'load-balancer': (id: string) => `instances/${id}/details`,
  server: (id: string) => `servers?search=${id}`,
  'access-control-list': (id: string) => `access-control/${id}`,
};

function Resource({ resource: { kind, id, name } }: { resource: NonNullable<QuotaView['usedBy']> }) {
  const { regionId } = useRegion();
  return (
    <Link href={`/${regionId}/${PLACES[kind](id)}`} className="text-accent-text hover:underline">
      <Truncated text={name} className="max-w-56" />
    </Link>
  );
}
