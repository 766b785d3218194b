'use client';

import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { useRegion } from '#components/shell/region-context.tsx';
import { MemberHealth } from '#components/status/member-health.tsx';
import { Redundancy } from '#components/status/redundancy.tsx';
import { Serving } from '#components/status/serving.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Card } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { Endpoint, ListenerPort, Truncated } from '#components/ui/text.tsx';
import type { TroubleView } from '#domain/view.ts';

/** What is wrong now, the worst first, each leading to where it can be mended. */
export function Troubles({ troubles, total }: { troubles: TroubleView[]; total: number }) {
  const t = useTranslations('overview');
  const { isReporting } = useRegion();
  if (troubles.length === 0 || !isReporting) {
    return (
      <Card title={t('troubles')}>
        {isReporting ? (
          <p className="flex items-center gap-2">
            <CircleCheck size={16} className="text-good" aria-hidden />
            {t('noTroubles')}
          </p>
        ) : (
          <p className="text-muted">{t('notReporting')}</p>
        )}
      </Card>
    );
  }
  return (
    <section className="grid gap-2">
      <h2 className="text-[14px] font-semibold">{t('troublesCount', { count: total })}</h2>
      <Table stacks label={t('troubles')}>
        <HeaderRow>
          {(['listener', 'instance', 'trouble', 'serving'] as const).map((column) => (
            <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
          ))}
        </HeaderRow>
        <TableBody>
          {troubles.map((listener) => (
            <TroubleRow key={listener.id} listener={listener} />
          ))}
        </TableBody>
      </Table>
      {total > troubles.length ? <p className="text-muted">{t('moreTroubles', { count: total - troubles.length })}</p> : null}
    </section>
  );
}

function TroubleRow({ listener }: { listener: TroubleView }) {
  const t = useTranslations('overview');
  const { regionId } = useRegion();
  const base = `/${regionId}/instances/${listener.loadBalancerId}`;
  return (
    <Row>
      <Cell className="max-w-64 min-w-36">
        <Link href={`${base}/listeners`} className="text-accent-text hover:underline">
          <ListenerPort listener={listener} />
        </Link>
        <div>
          <Truncated text={listener.name} />
        </div>
      </Cell>
      <Cell label={t('column.instance')} className="max-w-56">
        <Link href={`${base}/details`} className="text-accent-text hover:underline">
          <Truncated text={listener.loadBalancerName} />
        </Link>
      </Cell>
      <Cell label={t('column.trouble')} className="min-w-64">
        <What listener={listener} />
      </Cell>
      <Cell label={t('column.serving')} className="min-w-48">
        {listener.target.kind === 'active-standby-group' ? <Serving serving={listener.serving} /> : <span className="text-muted">–</span>}
      </Cell>
    </Row>
  );
}

function What({ listener }: { listener: TroubleView }) {
  const tRole = useTranslations('role');
  const failed = listener.nodes.flatMap(({ nodeId, error }) => (error ? [{ nodeId, message: error.message }] : []));
  const unhealthy = listener.members.filter((member) => member.state === 'unhealthy');
  return (
    <div className="grid gap-1.5">
      {failed.map(({ nodeId, message }) => (
        <StatusIndicator key={nodeId} tone="bad">
          {nodeId}: {message}
        </StatusIndicator>
      ))}
      {unhealthy.map((member) => (
        <div key={member.memberId}>
          <span className="flex flex-wrap items-baseline gap-x-2">
            {member.role ? <span className="text-muted">{tRole(member.role)}</span> : null}
            <Truncated text={member.serverName} className="max-w-48 font-medium" />
            <Endpoint address={member.address} port={member.port} className="text-muted" />
          </span>
          <MemberHealth member={member} />
        </div>
      ))}
      {/* A server that fails says itself what could not take over. */}
      {unhealthy.length === 0 ? <Redundancy redundancy={listener.redundancy} /> : null}
    </div>
  );
}
