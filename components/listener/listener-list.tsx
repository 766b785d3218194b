'use client';

import { ChevronDown, Radio } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { SwitchListenerDialog } from '#components/active-standby-group/switch-dialog.tsx';
import { asApiError } from '#components/api/form-errors.ts';
import { useListeners, useLoadBalancer } from '#components/api/queries.ts';
import { useWrite } from '#components/api/use-write.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { historyPath } from '#components/history/history-link.tsx';
import { WriteLinkButton, WriteMenuItem } from '#components/session/write-guard.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { ChangeReceipt } from '#components/status/change-receipt.tsx';
import { ListenerEngine } from '#components/status/engine.tsx';
import { ListenerHealth, ListenerStatus } from '#components/status/listener-status.tsx';
import { Redundancy } from '#components/status/redundancy.tsx';
import { TagChips } from '#components/tag/tag-chips.tsx';
import { useEditTags } from '#components/tag/use-edit-tags.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Menu, MenuItem } from '#components/ui/menu.tsx';
import { ShortList } from '#components/ui/short-list.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { EmptyState } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Id, ListenerPort, Mono, Since, Truncated } from '#components/ui/text.tsx';
import type { ListenerView, TargetView } from '#domain/view.ts';
import { AccessControlCell } from './access-control-cell.tsx';
import { startListener } from './actions.ts';
import { RemoveListenerDialog, StopListenerDialog } from './listener-dialogs.tsx';
import { SetAccessControlDialog } from './set-access-control-dialog.tsx';

type Act = (what: 'start' | 'stop' | 'remove' | 'access-control' | 'switch' | 'tags', listener: ListenerView) => void;

const COLUMNS = ['name', 'frontend', 'backend', 'status', 'health', 'scheduling', 'group', 'accessControl', 'change', 'actions'] as const;

/** Tab Listeners (console 5). */
export function ListenerList({ regionId, loadBalancerId }: { regionId: string; loadBalancerId: string }) {
  const t = useTranslations('listeners');
  const notify = useNotify();
  const listeners = useListeners(loadBalancerId);
  const ipVersion = useLoadBalancer(loadBalancerId).data?.ipVersion;
  const [asking, setAsking] = useState<{ what: Exclude<Parameters<Act>[0], 'start' | 'tags'>; listener: ListenerView } | null>(null);
  const start = useWrite((listener: ListenerView) => startListener(listener.id));
  const tags = useEditTags((id) => listeners.data?.items.find((listener) => listener.id === id)?.tags);
  const base = `/${regionId}/instances/${loadBalancerId}`;
  const act: Act = (what, listener) => {
    if (what === 'start') {
      start.mutate(listener, { onError: (error) => notify('bad', t('startFailed', { message: asApiError(error).message })) });
    } else if (what === 'tags') {
      tags.edit({ resourceType: 'listener', id: listener.id, name: listener.name });
    } else {
      setAsking({ what, listener });
    }
  };
  const isEmpty = listeners.data?.items.length === 0;
  return (
    <>
      <div>
        <WriteLinkButton variant="primary" href={`${base}/listeners/create`}>
          {t('add')}
        </WriteLinkButton>
      </div>
      {listeners.error && !listeners.data ? <LoadError error={listeners.error} onRetry={() => void listeners.refetch()} /> : null}
      {isEmpty ? (
        <div className="rounded-md border border-line bg-surface shadow-card">
          <EmptyState icon={Radio} title={t('emptyTitle')}>
            {t('emptyText')}
          </EmptyState>
        </div>
      ) : null}
      {!isEmpty && (listeners.data || !listeners.error) ? (
        <Table label={t('title')} stacks className="[&_td]:px-2.5 [&_th]:px-2.5">
          <HeaderRow>
            {COLUMNS.map((column) => (
              <HeaderCell key={column} className="min-w-20 whitespace-normal!">
                {t(`column.${column}`)}
              </HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {listeners.data ? null : <SkeletonRows columns={COLUMNS.length} lines={2} />}
            {listeners.data?.items.map((listener) => (
              <ListenerRow key={listener.id} listener={listener} base={base} act={act} />
            ))}
          </TableBody>
        </Table>
      ) : null}
      {tags.dialog}
      {asking?.what === 'stop' ? <StopListenerDialog listener={asking.listener} onClose={() => setAsking(null)} /> : null}
      {asking?.what === 'switch' && asking.listener.target.kind === 'active-standby-group' ? (
        <SwitchListenerDialog groupId={asking.listener.target.id} onClose={() => setAsking(null)} />
      ) : null}
      {asking?.what === 'remove' ? (
        <RemoveListenerDialog
          listener={asking.listener}
          onClose={() => setAsking(null)}
          onRemoved={() => notify('good', t('removed', { name: asking.listener.name }))}
        />
      ) : null}
      {asking?.what === 'access-control' && ipVersion ? (
        <SetAccessControlDialog
          listener={asking.listener}
          ipVersion={ipVersion}
          onClose={() => setAsking(null)}
          onSaved={() => {
            notify('good', t('accessControlSet', { name: asking.listener.name }));
            setAsking(null);
          }}
        />
      ) : null}
    </>
  );
}

function ListenerRow({ listener, base, act }: { listener: ListenerView; base: string; act: Act }) {
  const tHistory = useTranslations('history');
  const router = useRouter();
  const t = useTranslations('listeners');
  const tTags = useTranslations('tags');
  return (
    <Row>
      <Cell className="max-w-44 2xl:max-w-64">
        <Truncated text={listener.name} className="font-medium" />
        <Id id={listener.id} className="text-muted" />
        <TagChips tags={listener.tags} shown={2} />
      </Cell>
      <Cell label={t('column.frontend')}>
        <ListenerPort listener={listener} />
      </Cell>
      <Cell label={t('column.backend')}>
        <Mono>{backendOf(listener)}</Mono>
      </Cell>
      <Cell label={t('column.status')} className="whitespace-nowrap">
        <ListenerStatus status={listener.status} nodes={listener.nodes} />
      </Cell>
      <Cell label={t('column.health')} className="min-w-32">
        <HealthCell listener={listener} />
      </Cell>
      <Cell label={t('column.scheduling')}>
        <Scheduling listener={listener} />
      </Cell>
      <Cell label={t('column.group')} className="max-w-36 min-w-28 2xl:max-w-56">
        <Target target={listener.target} base={base} />
      </Cell>
      <Cell label={t('column.accessControl')} className="max-w-36 min-w-28 2xl:max-w-56">
        <AccessControlCell listener={listener} />
      </Cell>
      <Cell label={t('column.change')} className="min-w-36">
        <div className="grid gap-1">
          <ChangeReceipt listener={listener} />
          <ListenerEngine nodes={listener.nodes} />
        </div>
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        <span className="row-actions flex flex-col items-start gap-1">
          <WriteLinkButton variant="link" href={`${base}/listeners/${listener.id}/modify`}>
            {t('modify')}
          </WriteLinkButton>
          <LinkButton variant="link" href={`${base}/monitoring?listener=${listener.id}`}>
            {t('monitoring')}
          </LinkButton>
          <Menu
            trigger={
              <Button variant="link">
                {t('more')}
                <ChevronDown size={14} aria-hidden />
              </Button>
            }
          >
            <WriteMenuItem disabled={listener.enabled} onSelect={() => act('start', listener)}>
              {t('start')}
            </WriteMenuItem>
            <WriteMenuItem disabled={!listener.enabled} onSelect={() => act('stop', listener)}>
              {t('stop')}
            </WriteMenuItem>
            {listener.target.kind === 'active-standby-group' ? (
              <WriteMenuItem onSelect={() => act('switch', listener)}>{t('switchOver')}</WriteMenuItem>
            ) : null}
            <WriteMenuItem onSelect={() => act('access-control', listener)}>{t('setAccessControl')}</WriteMenuItem>
            <MenuItem onSelect={() => router.push(historyPath(listener.regionId, { type: 'listener', id: listener.id }))}>
              {tHistory('open')}
            </MenuItem>
            <WriteMenuItem onSelect={() => act('tags', listener)}>{tTags('edit')}</WriteMenuItem>
            <WriteMenuItem danger onSelect={() => act('remove', listener)}>
              {t('remove')}
            </WriteMenuItem>
          </Menu>
        </span>
      </Cell>
    </Row>
  );
}

const PLACES = {
  default: () => 'default-server-group',
  'vserver-group': (id: string) => `vserver-groups/${id}`,
  'active-standby-group': (id: string) => `active-standby-server-groups/${id}`,
};

/** The group, leading to it. The default one has no name but its kind. */
function Target({ target, base }: { target: TargetView; base: string }) {
  const tKind = useTranslations('targetKind');
  return (
    <>
      {target.kind === 'default' ? null : <div className="text-[12.5px] text-muted">{tKind(target.kind)}</div>}
      <Link
        href={`${base}/${PLACES[target.kind](target.kind === 'default' ? '' : target.id)}`}
        className="text-accent-text hover:underline"
      >
        {target.kind === 'default' ? tKind('default') : <Truncated text={target.name} />}
      </Link>
    </>
  );
}

/** What shares the traffic out, and what else is set that changes who gets which connection; nothing chooses in a pair. */
function Scheduling({ listener }: { listener: ListenerView }) {
  const t = useTranslations('listeners');
  const tScheduler = useTranslations('schedulerShort');
  const { target, scheduler, persistence, bandwidthMbps } = listener;
  return (
    <div>
      {target.kind === 'active-standby-group' ? <span className="text-muted">–</span> : tScheduler(scheduler)}
      <div className="text-[12.5px] leading-[18px] whitespace-nowrap text-muted tabular-nums">
        {persistence.timeoutSeconds > 0 ? <div>{t('persistence', { count: persistence.timeoutSeconds })}</div> : null}
        {bandwidthMbps === null ? null : <div>{t('bandwidth', { count: bandwidthMbps })}</div>}
      </div>
    </div>
  );
}

/** Without a port for a VServer group, whose members may all have others (console 5.1). */
function backendOf({ protocol, target, members }: ListenerView): string {
  if (target.kind === 'vserver-group') {
    return protocol.toUpperCase();
  }
  const ports = target.kind === 'default' ? [target.backendPort] : [...new Set(members.map((member) => member.port))];
  return `${protocol.toUpperCase()}:${ports.join(', ')}`;
}

/** What failed its check and why, and since when the standby serves instead of the active. */
function HealthCell({ listener }: { listener: ListenerView }) {
  const t = useTranslations('listeners');
  const { isReporting } = useRegion();
  const { serving } = listener;
  const failed = listener.members.filter((member) => member.state === 'unhealthy');
  return (
    <div className="grid gap-0.5">
      <ListenerHealth health={listener.health} members={listener.members} />
      {isReporting && listener.health === 'abnormal' ? (
        <ShortList
          items={failed}
          keyOf={(member) => member.memberId}
          allLabel={t('showAllFailed', { count: failed.length })}
          fewerLabel={t('showFewerFailed')}
        >
          {(member) => (
            <span className="block text-[12.5px] leading-[18px] text-muted">
              {member.role === null ? `${member.serverName}: ` : null}
              {member.reason}
              {member.reason && member.since ? ' · ' : null}
              {member.since ? t.rich('since', { at: () => <Since at={member.since ?? ''} /> }) : null}
            </span>
          )}
        </ShortList>
      ) : null}
      {isReporting && (serving.role === 'standby' || serving.role === 'mixed') ? (
        <StatusIndicator tone="warn">
          {t(serving.role === 'standby' ? 'standbyServes' : 'nodesDisagree')}
          {serving.since ? (
            <span className="block text-[12.5px] leading-[18px] text-muted">
              {t.rich('since', { at: () => <Since at={serving.since ?? ''} /> })}
              {serving.reason ? ` · ${serving.reason}` : null}
            </span>
          ) : null}
        </StatusIndicator>
      ) : null}
      <Redundancy redundancy={listener.redundancy} />
    </div>
  );
}
