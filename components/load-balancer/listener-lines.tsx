'use client';

import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRegion } from '#components/shell/region-context.tsx';
import { ListenerHealth, ListenerStatus } from '#components/status/listener-status.tsx';
import { MemberHealth } from '#components/status/member-health.tsx';
import { Redundancy } from '#components/status/redundancy.tsx';
import { Serving } from '#components/status/serving.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { SHOWN_AT_FIRST, ShortList } from '#components/ui/short-list.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Endpoint, ListenerPort, Truncated } from '#components/ui/text.tsx';
import type { ListenerSummary } from '#domain/view.ts';

/** One line per listener, in trouble first where not all are shown at once: `TCP:80`, health, who serves, group; opens to the servers behind it. */
export function ListenerLines({ listeners }: { listeners: ListenerSummary[] }) {
  const t = useTranslations('instanceList');
  if (listeners.length === 0) {
    return <span className="text-muted">{t('noListeners')}</span>;
  }
  return (
    <ShortList
      items={listeners.length > SHOWN_AT_FIRST ? [...listeners].sort((one, other) => troubleOf(other) - troubleOf(one)) : listeners}
      keyOf={(listener) => listener.id}
      allLabel={t('showAll', { count: listeners.length })}
      fewerLabel={t('showFewer')}
      className="grid gap-1"
    >
      {(listener) => <ListenerLine listener={listener} />}
    </ShortList>
  );
}

function troubleOf(listener: ListenerSummary): number {
  if (listener.health === 'abnormal' || listener.nodes.some((node) => node.error)) {
    return 2;
  }
  const isOff = listener.serving.role === 'standby' || listener.serving.role === 'mixed' || listener.redundancy.state === 'none';
  return isOff ? 1 : 0;
}

function ListenerLine({ listener }: { listener: ListenerSummary }) {
  const t = useTranslations('instanceList');
  const tKind = useTranslations('targetKind');
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const name = `${listener.protocol.toUpperCase()}:${listener.port.toString()}`;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          aria-label={t('serversOf', { listener: name })}
          onClick={() => setIsOpen(!isOpen)}
          className="flex min-h-6 flex-none items-center gap-0.5 rounded hover:text-accent-text"
        >
          <ChevronRight size={14} className={classNames('text-muted transition-transform', isOpen && 'rotate-90')} aria-hidden />
          <ListenerPort listener={listener} className="inline-block min-w-18 text-left" />
        </button>
        <span className="w-28 flex-none">
          {listener.status === 'stopped' ? <ListenerStatus status="stopped" /> : <ListenerHealth health={listener.health} />}
        </span>
        <Trouble listener={listener} />
        <Redundancy redundancy={listener.redundancy} isBrief />
        <Truncated
          text={listener.target.kind === 'default' ? tKind('default') : listener.target.name}
          className="max-w-44 min-w-16 text-muted"
        />
      </div>
      {isOpen ? <Servers id={id} listener={listener} /> : null}
    </>
  );
}

/** What an administrator has to know without opening anything. */
function Trouble({ listener }: { listener: ListenerSummary }) {
  const t = useTranslations('instanceList');
  const { isReporting } = useRegion();
  const failed = listener.nodes.find((node) => node.error);
  if (failed?.error) {
    return (
      <StatusIndicator tone="bad" title={`${failed.nodeId}: ${failed.error.message}`}>
        {t('notInForce')}
      </StatusIndicator>
    );
  }
  const { role, reason } = listener.serving;
  if (!isReporting || (role !== 'standby' && role !== 'mixed')) {
    return null;
  }
  return (
    <StatusIndicator tone="warn" title={reason ?? undefined}>
      {role === 'mixed' ? t('nodesDisagree') : t('standbyServes')}
    </StatusIndicator>
  );
}

function Servers({ id, listener }: { id: string; listener: ListenerSummary }) {
  const t = useTranslations('instanceList');
  const tRole = useTranslations('role');
  const { isReporting } = useRegion();
  const { serving } = listener;
  const failed = listener.nodes.flatMap((node) => (node.error ? [{ nodeId: node.nodeId, message: node.error.message }] : []));
  return (
    <div id={id} className="mt-1 mb-2 ml-1.5 grid gap-2 border-l border-line pl-4">
      {failed.map((node) => (
        <StatusIndicator key={node.nodeId} tone="bad">
          {node.nodeId}: {node.message}
        </StatusIndicator>
      ))}
      {isReporting && serving.role === 'standby' ? <Serving serving={serving} /> : null}
      <ul className="grid gap-2">
        {listener.members.map((member) => (
          <li key={member.memberId} className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]">
            <div className="min-w-0">
              <Truncated text={member.serverName} className="font-medium" />
              <div className="text-muted">
                {member.role === null ? t('weight', { weight: member.weight }) : tRole(member.role)}
                {isReporting && member.role !== null && serving.role === member.role ? t('serves') : null} ·{' '}
                <Endpoint address={member.address} port={member.port} />
              </div>
            </div>
            <MemberHealth member={member} />
          </li>
        ))}
      </ul>
    </div>
  );
}
