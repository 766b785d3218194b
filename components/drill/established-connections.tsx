'use client';

import { useTranslations } from 'use-intl';
import { useGroupTraffic } from '#components/active-standby-group/queries.ts';
import { POLL_MS } from '#components/api/queries.ts';
import { ListenerPort } from '#components/ui/text.tsx';
import type { ActiveStandbyGroupView, ActiveStandbyMemberView, ListenerView } from '#domain/view.ts';

interface EstablishedConnectionsProps {
  group: ActiveStandbyGroupView;
  /** Those that run. */
  listeners: ListenerView[];
  /** The member that loses the traffic. */
  leaving: ActiveStandbyMemberView;
}

/** What becomes of the connections of each listener when a member loses the traffic, and how many there are now. */
export function EstablishedConnections({ group, listeners, leaving }: EstablishedConnectionsProps) {
  const t = useTranslations('establishedConnections');
  const counters = useGroupTraffic(group.id, POLL_MS).data?.counters ?? [];
  const openOn = ({ id }: ListenerView) =>
    counters
      .filter(({ listenerId, memberId }) => listenerId === id && memberId === leaving.memberId)
      .reduce((sum, { connectionsCurrent }) => sum + connectionsCurrent, 0);
  return (
    <section className="grid gap-1" aria-label={t('title', { server: leaving.serverName })}>
      <h3 className="font-medium wrap-anywhere">{t('title', { server: leaving.serverName })}</h3>
      <ul className="grid max-h-40 gap-0.5 overflow-y-auto">
        {listeners.map((listener) => (
          <li key={listener.id} className="flex flex-wrap gap-x-2 tabular-nums">
            <ListenerPort listener={listener} className="w-20 flex-none" />
            <span>
              <b className="font-medium">{t(listener.protocol === 'udp' ? 'openFlows' : 'open', { count: openOn(listener) })}</b>:{' '}
              <Fate listener={listener} leaves={leaving.role} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** UDP flows leave an active in any case (docs/decisions/0003); all else is the listener's choice. */
function Fate({ listener, leaves }: { listener: ListenerView; leaves: ActiveStandbyMemberView['role'] }) {
  const t = useTranslations('establishedConnections');
  const { mode, drainSeconds } = listener.onFailover;
  if (listener.protocol === 'udp' && (leaves === 'active' || mode !== 'keep')) {
    return t('move');
  }
  return t(mode, { seconds: drainSeconds ?? 0 });
}
