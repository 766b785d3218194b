'use client';

import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { messageUnlessTaken, useConflictGuard } from '#components/conflict/conflict-guard.tsx';
import { useWriteGuard } from '#components/session/write-guard.tsx';
import { InstanceStatus } from '#components/status/instance-status.tsx';
import { EditableTags } from '#components/tag/editable-tags.tsx';
import { InlineEdit } from '#components/ui/inline-edit.tsx';
import { numberOrText } from '#components/ui/number-text.ts';
import { Card, Fact, Facts } from '#components/ui/surface.tsx';
import { CopyButton, Id, Mono, Time } from '#components/ui/text.tsx';
import { UpdateLoadBalancerInput } from '#domain/load-balancer.ts';
import type { LoadBalancerView, RegionView } from '#domain/view.ts';
import { updateLoadBalancer } from './actions.ts';
import { InstanceName } from './instance-name.tsx';

import { Specification, useSpecificationOptions } from './specification.tsx';

interface InstanceFactsProps {
  instance: LoadBalancerView;
  region: RegionView | undefined;
}

/** What an instance is (console 4.1); what can be changed has a pencil. */
export function InstanceFacts({ instance, region }: InstanceFactsProps) {
  const t = useTranslations('instance');
  const tTags = useTranslations('tags');
  const { hint } = useWriteGuard();
  return (
    <Card title={t('basics')}>
      <Facts>
        <Fact term={t('name')}>
          <InstanceName id={instance.id} name={instance.name} version={instance.version} refusal={hint} />
        </Fact>
        <Fact term={t('id')}>
          <Id id={instance.id} />
        </Fact>
        <Fact term={t('status')}>
          <InstanceStatus status={instance.status} />
        </Fact>
        <Fact term={t('region')}>
          {region?.name} <Mono className="text-muted">{instance.regionId}</Mono>
        </Fact>
        <Fact term={t('primaryZone')}>{instance.primaryZoneName ?? '–'}</Fact>
        <BackupZone instance={instance} region={region} />
        <Fact term={t('createdAt')}>
          <Time at={instance.createdAt} />
        </Fact>
        <Address instance={instance} />
        <Fact term={t('ipVersionLabel')}>{t(`ipVersion.${instance.ipVersion}`)}</Fact>
        <Fact term={t('addressType')}>{t(`type.${instance.addressType}`)}</Fact>
        <SpecificationFact instance={instance} />
        <Bandwidth instance={instance} />
        <Fact term={t('listenerCount')}>{instance.listenerCount}</Fact>
        <Fact term={t('groupCount')}>{instance.groupCount}</Fact>
        <Fact term={t('serverCount')}>{instance.serverCount}</Fact>
        <Fact term={tTags('column')}>
          <EditableTags resource={{ resourceType: 'instance', id: instance.id, name: instance.name }} tags={instance.tags} />
        </Fact>
      </Facts>
    </Card>
  );
}

/** Saves one field; resolves to what is wrong with it, or to nothing once it is in force. */
function useSave(id: string): (changes: unknown, version: number) => Promise<string | undefined> {
  const guard = useConflictGuard();
  const write = useWrite(({ changes, version }: { changes: UpdateLoadBalancerInput; version: number }) =>
    guard(changes, version, (next, ifMatch) => updateLoadBalancer(id, next, ifMatch), { isSilentWhenApart: true }),
  );
  return async (changes, version) => {
    const parsed = UpdateLoadBalancerInput.safeParse(changes);
    if (!parsed.success) {
      return parsed.error.issues[0]?.message;
    }
    return write.mutateAsync({ changes: parsed.data, version }).then(() => undefined, messageUnlessTaken);
  };
}

type OfInstance = Pick<InstanceFactsProps, 'instance'>;

function Address({ instance }: OfInstance) {
  const t = useTranslations('instance');
  const save = useSave(instance.id);
  const { hint } = useWriteGuard();
  return (
    <Fact term={t('address')}>
      <InlineEdit
        version={instance.version}
        value={instance.address}
        label={t('address')}
        editLabel={t('changeAddress')}
        refusal={hint}
        inputClassName="font-mono max-w-60"
        save={(text, version) => save({ address: text.trim() }, version)}
      >
        <Mono>{instance.address}</Mono>
        <CopyButton text={instance.address} label={t('copyAddress')} />
      </InlineEdit>
    </Fact>
  );
}

function SpecificationFact({ instance }: OfInstance) {
  const t = useTranslations('instance');
  const save = useSave(instance.id);
  const { hint } = useWriteGuard();
  const options = useSpecificationOptions();
  return (
    <Fact term={t('specification')}>
      <InlineEdit
        version={instance.version}
        value={instance.specification ?? ''}
        label={t('specification')}
        editLabel={t('changeSpecification')}
        refusal={hint}
        options={options}
        save={(value, version) => save({ specification: value || null }, version)}
      >
        <Specification specification={instance.specification} />
      </InlineEdit>
    </Fact>
  );
}

function Bandwidth({ instance }: OfInstance) {
  const t = useTranslations('instance');
  const save = useSave(instance.id);
  const { hint } = useWriteGuard();
  const { bandwidthMbps } = instance;
  return (
    <Fact term={t('bandwidth')}>
      <InlineEdit
        version={instance.version}
        value={bandwidthMbps?.toString() ?? ''}
        label={t('bandwidthField')}
        editLabel={t('changeBandwidth')}
        refusal={hint}
        inputMode="numeric"
        inputClassName="max-w-40"
        save={(text, version) => save({ bandwidthMbps: numberOrText(text) ?? null }, version)}
      >
        {bandwidthMbps === null ? t('unlimited') : t('mbps', { value: bandwidthMbps })}
      </InlineEdit>
    </Fact>
  );
}

function BackupZone({ instance, region }: InstanceFactsProps) {
  const t = useTranslations('instance');
  const save = useSave(instance.id);
  const { hint } = useWriteGuard();
  const zones = (region?.zones ?? []).filter(({ id }) => id !== instance.primaryZoneId);
  if (instance.primaryZoneId === null || zones.length === 0) {
    return <Fact term={t('backupZone')}>{instance.backupZoneName ?? '–'}</Fact>;
  }
  const options = [{ value: '', label: t('noBackupZone') }, ...zones.map(({ id, name }) => ({ value: id, label: name }))];
  return (
    <Fact term={t('backupZone')}>
      <InlineEdit
        version={instance.version}
        value={instance.backupZoneId ?? ''}
        label={t('backupZone')}
        editLabel={t('changeBackupZone')}
        refusal={hint}
        options={options}
        inputClassName="max-w-60"
        save={(value, version) => save({ backupZoneId: value || null }, version)}
      >
        {instance.backupZoneName ?? t('noBackupZone')}
      </InlineEdit>
    </Fact>
  );
}
