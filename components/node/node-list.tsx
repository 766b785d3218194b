'use client';

import { useQuery } from '@tanstack/react-query';
import { Cpu } from 'lucide-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { request } from '#components/api/client.ts';
import { POLL_MS } from '#components/api/queries.ts';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { Plan } from '#components/inspector/plans.ts';
import { WriteButton } from '#components/session/write-guard.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useEngineName } from '#components/status/engine.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Id, Mono, Since } from '#components/ui/text.tsx';
import type { NodeRegionView, ProxyNodeView } from '#domain/view.ts';
import { forgetNode } from './actions.ts';
import { NodeHints } from './node-hints.tsx';

const COLUMNS = ['node', 'state', 'engine', 'started', 'regions', 'actions'] as const;

/** The proxy workers of all regions: who is alive, with what, and how far behind. */
export function NodeList() {
  const t = useTranslations('proxyNodes');
  const notify = useNotify();
  const nodes = useQuery({
    queryKey: ['nodes'],
    queryFn: ({ signal }) => request<ProxyNodeView[]>('/nodes', { signal }),
    refetchInterval: POLL_MS,
  });
  const [forgetting, setForgetting] = useState<ProxyNodeView | null>(null);
  const forget = useWrite(forgetNode);
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      {nodes.error && !nodes.data ? <LoadError error={nodes.error} onRetry={() => void nodes.refetch()} /> : null}
      {nodes.data?.length === 0 ? (
        <div className="rounded-md border border-line bg-surface shadow-card">
          <EmptyState icon={Cpu} title={t('emptyTitle')}>
            {t('emptyText')}
          </EmptyState>
        </div>
      ) : null}
      {nodes.data?.length === 0 || (nodes.error && !nodes.data) ? null : (
        <Table stacks label={t('title')}>
          <HeaderRow>
            {COLUMNS.map((column) => (
              <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {nodes.data ? null : <SkeletonRows columns={COLUMNS.length} lines={2} />}
            {nodes.data?.map((node) => (
              <NodeRow key={node.id} node={node} onForget={() => setForgetting(node)} />
            ))}
          </TableBody>
        </Table>
      )}
      {forgetting ? (
        <ConfirmDialog
          title={t('forgetTitle')}
          isDanger
          onConfirm={async () => {
            await forget.mutateAsync(forgetting.id);
            notify('good', t('forgotten', { id: forgetting.id }));
          }}
          onClose={() => setForgetting(null)}
        >
          <Plan run={() => forgetNode(forgetting.id)} />
          {t.rich('forgetText', { id: forgetting.id, b: (chunks) => <b>{chunks}</b> })}
        </ConfirmDialog>
      ) : null}
    </>
  );
}

function NodeRow({ node, onForget }: { node: ProxyNodeView; onForget: () => void }) {
  const t = useTranslations('proxyNodes');
  const engineName = useEngineName();
  return (
    <Row>
      <Cell className="max-w-64 min-w-40">
        <Id id={node.id} />
      </Cell>
      <Cell label={t('column.state')}>
        <NodeState node={node} />
      </Cell>
      <Cell label={t('column.engine')} className="min-w-48">
        <div className="min-w-0">
          {engineName(node.engine)} <Mono className="text-muted">{node.version}</Mono>
          {node.alive ? <NodeHints hints={node.hints} /> : null}
        </div>
      </Cell>
      <Cell label={t('column.started')}>
        <Since at={node.startedAt} />
      </Cell>
      <Cell label={t('column.regions')} className="min-w-64">
        <ul className="grid gap-2">
          {node.regions.map((region) => (
            <li key={region.regionId}>
              <RegionOfNode region={region} isAlive={node.alive} />
            </li>
          ))}
        </ul>
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        {node.alive ? null : (
          <WriteButton variant="link" onClick={onForget}>
            {t('forget')}
          </WriteButton>
        )}
      </Cell>
    </Row>
  );
}

function NodeState({ node }: { node: ProxyNodeView }) {
  const t = useTranslations('proxyNodes');
  if (node.alive) {
    return <StatusIndicator tone="good">{t('alive')}</StatusIndicator>;
  }
  return (
    <StatusIndicator tone={node.stoppedAt ? 'off' : 'bad'}>
      {t(node.stoppedAt ? 'stopped' : 'silent')} <Since at={node.stoppedAt ?? node.heartbeatAt} />
    </StatusIndicator>
  );
}

/** What a node that is gone said last is no promise about now. */
function RegionOfNode({ region, isAlive }: { region: NodeRegionView; isAlive: boolean }) {
  const t = useTranslations('proxyNodes');
  const format = useFormatter();
  const behind = region.revision - region.appliedRevision;
  const lag = format.number(region.lagMilliseconds / 1000, { maximumFractionDigits: 1 });
  const tone = isAlive ? (behind > 0 ? 'warn' : 'good') : 'unknown';
  return (
    <>
      <StatusIndicator tone={tone}>
        <b className="font-medium">{region.regionName}</b> {behind > 0 ? t('behind', { count: behind, seconds: lag }) : t('current')}
      </StatusIndicator>
      <div className="pl-5 text-[12.5px] text-muted tabular-nums">
        {t('revision', { applied: region.appliedRevision, revision: region.revision })} ·{' '}
        {t('listeners', { inForce: region.listenersInForce, failed: region.listenersFailed })}
        {region.missedNotifications > 0 ? ` · ${t('missed', { count: region.missedNotifications })}` : ''}
      </div>
    </>
  );
}
