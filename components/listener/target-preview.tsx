'use client';

import { useTranslations } from 'use-intl';
import { useDefaultServers } from '#components/api/queries.ts';
import { ShortList } from '#components/ui/short-list.tsx';
import { Fact, Facts } from '#components/ui/surface.tsx';
import { Endpoint, Mono } from '#components/ui/text.tsx';
import type { ListenerTarget } from '#domain/listener.ts';
import type { ActiveStandbyGroupView, DefaultServerView, VServerMemberView } from '#domain/view.ts';
import { useKnownGroup, useKnownVServerGroup } from './use-known-group.ts';

/** The two servers behind a group, active first. */
export function PairPreview({ group }: { group: ActiveStandbyGroupView }) {
  const tRole = useTranslations('role');
  return (
    <ul className="grid max-w-md gap-1 rounded-md border border-line bg-surface-sunk px-3 py-2">
      {[...group.servers]
        .sort((one) => (one.role === 'active' ? -1 : 1))
        .map((server) => (
          <li key={server.memberId} className="flex gap-3">
            <span className="w-16 flex-none text-muted">{tRole(server.role)}</span>
            <span className="min-w-0 flex-1 truncate" title={server.serverName}>
              {server.serverName}
            </span>
            <Endpoint address={server.address} port={server.port} />
          </li>
        ))}
    </ul>
  );
}

/** The servers behind a default or VServer group. */
export function PoolPreview({ members }: { members: (DefaultServerView | VServerMemberView)[] }) {
  const t = useTranslations('wizard');
  if (members.length === 0) {
    return <p className="text-muted">{t('noServers')}</p>;
  }
  return (
    <div className="max-w-lg rounded-md border border-line bg-surface-sunk px-3 py-2">
      <ShortList
        items={members}
        keyOf={(member) => member.memberId}
        allLabel={t('showAllServers', { count: members.length })}
        fewerLabel={t('showFewerServers')}
        className="grid gap-1"
      >
        {(member) => (
          <span className="flex flex-wrap gap-x-3">
            <span className="min-w-0 flex-1 truncate" title={member.serverName}>
              {member.serverName}
            </span>
            {'port' in member ? <Endpoint address={member.address} port={member.port} /> : <Mono>{member.address}</Mono>}
            <span className="w-20 flex-none text-right text-muted tabular-nums">{t('weight', { weight: member.weight })}</span>
          </span>
        )}
      </ShortList>
    </div>
  );
}

/** What a listener forwards to, for the summary (console 6.5). */
export function TargetFacts({ loadBalancerId, target }: { loadBalancerId: string; target: ListenerTarget }) {
  switch (target.kind) {
    case 'default':
      return <DefaultFacts loadBalancerId={loadBalancerId} backendPort={target.backendPort} />;
    case 'vserver-group':
      return <VServerFacts loadBalancerId={loadBalancerId} groupId={target.id} />;
    case 'active-standby-group':
      return <PairFacts loadBalancerId={loadBalancerId} groupId={target.id} />;
  }
}

function DefaultFacts({ loadBalancerId, backendPort }: { loadBalancerId: string; backendPort: number }) {
  const t = useTranslations('wizard');
  const tKind = useTranslations('targetKind');
  const servers = useDefaultServers(loadBalancerId).data;
  return (
    <div className="grid gap-2">
      <Facts>
        <Fact term={t('target')}>{tKind('default')}</Fact>
        <Fact term={t('backendPort')}>
          <Mono>{backendPort}</Mono>
        </Fact>
      </Facts>
      {servers ? <PoolPreview members={servers} /> : null}
    </div>
  );
}

function VServerFacts({ loadBalancerId, groupId }: { loadBalancerId: string; groupId: string }) {
  const group = useKnownVServerGroup(loadBalancerId, groupId).group;
  return (
    <div className="grid gap-2">
      <NamedGroup kind="vserver-group" name={group?.name ?? groupId} />
      {group ? <PoolPreview members={group.servers} /> : null}
    </div>
  );
}

function PairFacts({ loadBalancerId, groupId }: { loadBalancerId: string; groupId: string }) {
  const group = useKnownGroup(loadBalancerId, groupId).group;
  return (
    <div className="grid gap-2">
      <NamedGroup kind="active-standby-group" name={group?.name ?? groupId} />
      {group ? <PairPreview group={group} /> : null}
    </div>
  );
}

function NamedGroup({ kind, name }: { kind: ListenerTarget['kind']; name: string }) {
  const t = useTranslations('wizard');
  const tKind = useTranslations('targetKind');
  return (
    <Facts>
      <Fact term={t('target')}>{tKind(kind)}</Fact>
      <Fact term={t('group')}>{name}</Fact>
    </Facts>
  );
}
