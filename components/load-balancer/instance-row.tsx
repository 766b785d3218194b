'use client';

import { ChartLine, ChevronDown, ShieldCheck, TimerOff } from 'lucide-react';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'use-intl';
import { HealthCheckIcon } from '#components/diagnosis/health-check-link.tsx';
import { WriteLinkButton, WriteMenuItem } from '#components/session/write-guard.tsx';
import { InstanceStatus } from '#components/status/instance-status.tsx';
import { TagChips } from '#components/tag/tag-chips.tsx';
import { Button } from '#components/ui/button.tsx';
import type { Columns } from '#components/ui/columns.tsx';
import { Checkbox } from '#components/ui/field.tsx';
import { Menu } from '#components/ui/menu.tsx';
import { Cell, Row } from '#components/ui/table.tsx';
import { CopyButton, Mono } from '#components/ui/text.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import type { InstanceColumn } from './instance-columns.ts';
import { InstanceName } from './instance-name.tsx';
import { ListenerLines } from './listener-lines.tsx';
import { ProtectionMark, useProtectionOf } from './protection.tsx';
import { Specification } from './specification.tsx';
import type { useInstanceActions } from './use-instance-actions.tsx';

export interface InstanceRowProps {
  instance: LoadBalancerView;
  columns: Columns<InstanceColumn>;
  isSelected: boolean;
  onSelect: (isSelected: boolean) => void;
  actions: ReturnType<typeof useInstanceActions>;
  onEditTags: () => void;
}

export function InstanceRow({ instance, columns, isSelected, onSelect, actions, onEditTags }: InstanceRowProps) {
  const t = useTranslations('instanceList');
  const href = `/${instance.regionId}/instances/${instance.id}`;
  return (
    <Row className={isSelected ? 'bg-surface-selected' : 'bg-surface'}>
      <Cell className="w-px pr-0!">
        <Checkbox
          aria-label={t('select', { name: instance.name, id: instance.id })}
          checked={isSelected}
          onChange={(event) => onSelect(event.target.checked)}
          className="mt-0.5"
        />
      </Cell>
      <Cell className="max-w-44 min-w-40">
        <span className="group/id flex items-center gap-0.5">
          <Link href={`${href}/details`} className="text-accent-text hover:underline">
            <Mono>{instance.id}</Mono>
          </Link>
          <span className="-my-1 opacity-0 group-hover/id:opacity-100 focus-within:opacity-100 pointer-coarse:opacity-100">
            <CopyButton text={instance.id} label={t('copyId', { id: instance.id })} />
          </span>
        </span>
        <NameLine instance={instance} />
      </Cell>
      {columns.isVisible('address') ? <AddressCell instance={instance} /> : null}
      {columns.isVisible('status') ? (
        <Cell label={t('column.status')} className="whitespace-nowrap">
          <InstanceStatus status={instance.status} />
        </Cell>
      ) : null}
      {columns.isVisible('monitoring') ? (
        <Cell label={t('column.monitoring')}>
          <Link
            href={`${href}/monitoring`}
            aria-label={t('monitoringOf', { name: instance.name })}
            title={t('monitoringOf', { name: instance.name })}
            className="inline-flex size-6 items-center justify-center rounded text-accent-text hover:bg-surface-hover"
          >
            <ChartLine size={16} aria-hidden />
          </Link>
        </Cell>
      ) : null}
      {columns.isVisible('healthCheck') ? (
        <Cell label={t('column.healthCheck')}>
          <HealthCheckIcon instance={instance} />
        </Cell>
      ) : null}
      {columns.isVisible('listeners') ? (
        <Cell className="min-w-64">
          <ListenerLines listeners={instance.listeners} />
        </Cell>
      ) : null}
      {columns.isVisible('specification') ? (
        <Cell label={t('column.specification')} className="whitespace-nowrap">
          <Specification specification={instance.specification} />
        </Cell>
      ) : null}
      {columns.isVisible('tags') ? (
        <Cell label={t('column.tags')} className="max-w-52">
          {instance.tags.length > 0 ? <TagChips tags={instance.tags} /> : <span className="text-muted">–</span>}
        </Cell>
      ) : null}
      <ActionsCell instance={instance} href={href} actions={actions} onEditTags={onEditTags} />
    </Row>
  );
}

/** The name with the marks of what concerns every change of it. */
function NameLine({ instance }: { instance: LoadBalancerView }) {
  const t = useTranslations('instanceList');
  const format = useFormatter();
  const protection = useProtectionOf()(instance);
  const release = instance.scheduledRelease;
  return (
    <span className="flex min-w-0 items-center gap-1">
      <InstanceName id={instance.id} name={instance.name} version={instance.version} refusal={protection.hint} />
      <ProtectionMark protection={protection} />
      {instance.deletionProtection ? (
        <span title={t('deletionProtected')} className="inline-flex flex-none text-muted">
          <ShieldCheck size={13} role="img" aria-label={t('deletionProtected')} />
        </span>
      ) : null}
      {release ? (
        <span
          title={t('releaseScheduled', {
            at: format.dateTime(new Date(release.at), { dateStyle: 'medium', timeStyle: 'short' }),
            by: release.by,
          })}
          className="inline-flex flex-none text-warn"
        >
          <TimerOff size={13} role="img" aria-label={t('releaseScheduledShort')} />
        </span>
      ) : null}
    </span>
  );
}

function AddressCell({ instance }: { instance: LoadBalancerView }) {
  const t = useTranslations('instanceList');
  const tInstance = useTranslations('instance');
  return (
    <Cell label={t('column.address')} className="whitespace-nowrap">
      <span className="flex items-center gap-1">
        <Mono>{instance.address}</Mono>
        <CopyButton text={instance.address} label={t('copyAddress', { address: instance.address })} />
      </span>
      <span className="text-[12.5px] text-muted">
        {tInstance(`type.${instance.addressType}`)} · {tInstance(`ipVersion.${instance.ipVersion}`)}
      </span>
    </Cell>
  );
}

function ActionsCell({
  instance,
  href,
  actions,
  onEditTags,
}: Pick<InstanceRowProps, 'instance' | 'actions' | 'onEditTags'> & { href: string }) {
  const tTags = useTranslations('tags');
  const t = useTranslations('instanceList');
  const tInstance = useTranslations('instance');
  const protection = useProtectionOf()(instance);
  return (
    <Cell className="sticky right-0 w-px whitespace-nowrap bg-inherit">
      <span className="row-actions flex flex-col items-start 2xl:flex-row 2xl:gap-3">
        <WriteLinkButton variant="link" href={`${href}/listeners/create`} guard={protection}>
          {t('configureListener')}
        </WriteLinkButton>
        <Menu
          trigger={
            <Button variant="link">
              {t('more')}
              <ChevronDown size={14} aria-hidden />
            </Button>
          }
        >
          <WriteMenuItem guard={protection} disabled={instance.status !== 'inactive'} onSelect={() => actions.start(instance)}>
            {tInstance('start')}
          </WriteMenuItem>
          <WriteMenuItem guard={protection} disabled={instance.status !== 'active'} onSelect={() => actions.stop(instance)}>
            {tInstance('stop')}
          </WriteMenuItem>
          <WriteMenuItem guard={protection} onSelect={() => actions.changeAddress(instance)}>
            {tInstance('changeAddress')}
          </WriteMenuItem>
          <WriteMenuItem guard={protection} onSelect={onEditTags}>
            {tTags('edit')}
          </WriteMenuItem>
          <WriteMenuItem danger guard={protection} onSelect={() => actions.release(instance)}>
            {tInstance('release')}
          </WriteMenuItem>
        </Menu>
      </span>
    </Cell>
  );
}
