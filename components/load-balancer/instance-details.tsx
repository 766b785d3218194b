'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useFailovers, useLoadBalancer } from '#components/api/queries.ts';
import { instanceFile } from '#components/backup/actions.ts';
import { DownloadLink } from '#components/backup/backup-page.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { useEngineName } from '#components/status/engine.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Card } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { Id, ListenerPort, Mono, Since, Time, Truncated } from '#components/ui/text.tsx';
import type { FailoverEventView, NodeView, RegionView } from '#domain/view.ts';
import { InstanceFacts } from './instance-facts.tsx';
import { InstanceProtectionCard } from './instance-protection-card.tsx';

const FAILOVERS_PAGE_SIZE = 10;

/** Tab Instance Details (console 4.1). */
export function InstanceDetails({ id }: { id: string }) {
  const { region } = useRegion();
  const t = useTranslations('backup');
  const instance = useLoadBalancer(id).data;
  if (!instance) {
    return null;
  }
  return (
    <>
      <InstanceFacts instance={instance} region={region} />
      <InstanceProtectionCard instance={instance} />
      {region ? <Nodes region={region} /> : null}
      <Failovers id={id} />
      <div>
        <DownloadLink href={instanceFile(id)}>{t('exportInstance')}</DownloadLink>
      </div>
    </>
  );
}

function Nodes({ region }: { region: RegionView }) {
  const t = useTranslations('nodes');
  if (region.nodes.length === 0) {
    return (
      <Card title={t('title')}>
        <p className="text-muted">{t('none')}</p>
      </Card>
    );
  }
  return (
    <section className="grid gap-2">
      <h2 className="text-[14px] font-semibold">{t('title')}</h2>
      <Table stacks label={t('title')}>
        <HeaderRow>
          {(['id', 'state', 'version', 'engine', 'revision', 'started'] as const).map((column) => (
            <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
          ))}
        </HeaderRow>
        <TableBody>
          {region.nodes.map((node) => (
            <NodeRow key={node.id} node={node} revision={region.revision} />
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

function NodeRow({ node, revision }: { node: NodeView; revision: number }) {
  const t = useTranslations('nodes');
  const engineName = useEngineName();
  return (
    <Row>
      <Cell>
        <Id id={node.id} />
      </Cell>
      <Cell label={t('column.state')} className="whitespace-nowrap">
        <NodeState node={node} />
      </Cell>
      <Cell label={t('column.version')}>{node.version}</Cell>
      <Cell label={t('column.engine')}>{engineName(node.engine)}</Cell>
      <Cell label={t('column.revision')} className="tabular-nums">
        {node.appliedRevision >= revision ? (
          <StatusIndicator tone={node.alive ? 'good' : 'unknown'}>{t('current', { revision: node.appliedRevision })}</StatusIndicator>
        ) : (
          <StatusIndicator tone={node.alive ? 'pending' : 'unknown'}>
            {t('behind', { applied: node.appliedRevision, revision })}
          </StatusIndicator>
        )}
      </Cell>
      <Cell label={t('column.started')}>
        <Time at={node.startedAt} />
      </Cell>
    </Row>
  );
}

function NodeState({ node }: { node: NodeView }) {
  const t = useTranslations('nodes');
  if (node.alive) {
    return <StatusIndicator tone="good">{t('alive')}</StatusIndicator>;
  }
  const at = () => <Since at={node.stoppedAt ?? node.heartbeatAt} />;
  return (
    <StatusIndicator tone={node.stoppedAt ? 'off' : 'bad'}>
      {node.stoppedAt ? t.rich('stopped', { at }) : t.rich('silent', { at })}
    </StatusIndicator>
  );
}

function Failovers({ id }: { id: string }) {
  const t = useTranslations('failovers');
  const [pageNumber, setPageNumber] = useState(1);
  const failovers = useFailovers(id, pageNumber).data;
  if (!failovers || failovers.totalCount === 0) {
    return <Card title={t('title')}>{failovers ? <p className="text-muted">{t('none')}</p> : <div className="h-5" />}</Card>;
  }
  return (
    <section className="grid gap-2">
      <h2 className="text-[14px] font-semibold">{t('title')}</h2>
      <Table stacks label={t('title')}>
        <HeaderRow>
          {(['at', 'listener', 'group', 'took', 'reason', 'node'] as const).map((column) => (
            <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
          ))}
        </HeaderRow>
        <TableBody>
          {failovers.items.map((event) => (
            <FailoverRow key={event.id} event={event} />
          ))}
        </TableBody>
      </Table>
      <Pagination pageNumber={pageNumber} pageSize={FAILOVERS_PAGE_SIZE} totalCount={failovers.totalCount} onChange={setPageNumber} />
    </section>
  );
}

function FailoverRow({ event }: { event: FailoverEventView }) {
  const t = useTranslations('failovers');
  return (
    <Row>
      <Cell>
        <Time at={event.at} />
      </Cell>
      <Cell label={t('column.listener')}>
        <ListenerPort listener={event} />
      </Cell>
      <Cell label={t('column.group')} className="max-w-48">
        <Truncated text={event.groupName} />
      </Cell>
      <Cell label={t('column.took')} className="min-w-56">
        <StatusIndicator tone={event.to === 'active' ? 'returned' : 'warn'}>
          {t(event.to === 'standby' ? 'toStandby' : 'toActive', { from: event.fromServer, to: event.toServer })}
        </StatusIndicator>
      </Cell>
      <Cell label={t('column.reason')} className="min-w-48">
        {event.reason}
      </Cell>
      <Cell label={t('column.node')}>
        <Mono>{event.nodeId}</Mono>
      </Cell>
    </Row>
  );
}
