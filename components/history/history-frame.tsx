'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { request } from '#components/api/client.ts';
import { POLL_MS, useLoadBalancer } from '#components/api/queries.ts';
import { InstanceProtectionProvider, ProtectionNote } from '#components/load-balancer/protection.tsx';
import { Breadcrumbs, type Crumb } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import type { ResourceType } from '#domain/history.ts';
import type { VersionedResource } from './queries.ts';

type PartType = Exclude<ResourceType, 'load-balancer' | 'access-control-list'>;

/** Parts of an instance: where the API and the console have them. */
const PARTS: Record<PartType, { path: string; page: (id: string) => string }> = {
  listener: { path: '/listeners', page: () => 'listeners' },
  'active-standby-group': { path: '/active-standby-groups', page: (id) => `active-standby-server-groups/${id}` },
  'vserver-group': { path: '/vserver-groups', page: (id) => `vserver-groups/${id}` },
};

interface HistoryFrameProps {
  resource: VersionedResource;
  name: string;
  /** It was not deleted: it has a page, and an instance that it is part of. */
  isPresent: boolean;
  children: ReactNode;
}

/** Around the versions of a resource: where it stands, and whether the console may change it. */
export function HistoryFrame({ resource, name, isPresent, children }: HistoryFrameProps) {
  const t = useTranslations('history');
  const instanceId = useInstanceId(resource, isPresent);
  const { data: instance } = useLoadBalancer(instanceId ?? '', isPresent && instanceId !== undefined);
  const home = useHome(resource, isPresent && instanceId !== undefined ? { id: instanceId, name: instance?.name } : null);
  const own: Crumb = { label: name, href: isPresent ? home.page : undefined };
  return (
    <InstanceProtectionProvider instance={instance}>
      <Breadcrumbs crumbs={[...home.above, own, { label: t('open') }]} />
      <ProtectionNote />
      {children}
    </InstanceProtectionProvider>
  );
}

/** Of what the resource is part of, or is itself; undefined while that is not known, and of what belongs to none. */
function useInstanceId({ type, id }: VersionedResource, isPresent: boolean): string | undefined {
  const part = type in PARTS ? PARTS[type as PartType] : null;
  const { data } = useQuery({
    queryKey: ['instance-of', type, id],
    queryFn: ({ signal }) => request<{ loadBalancerId: string }>(`${part?.path}/${encodeURIComponent(id)}`, { signal }),
    enabled: isPresent && part !== null,
    refetchInterval: POLL_MS,
  });
  return type === 'load-balancer' ? id : data?.loadBalancerId;
}

function useHome(
  { type, id }: VersionedResource,
  instance: { id: string; name: string | undefined } | null,
): { above: Crumb[]; page: string | undefined } {
  const tInstances = useTranslations('instanceList');
  const tLists = useTranslations('accessControl');
  const { regionId } = useRegion();
  if (type === 'access-control-list') {
    const lists = `/${regionId}/access-control`;
    return { above: [{ label: tLists('title'), href: lists }], page: `${lists}/${id}` };
  }
  const instances: Crumb = { label: tInstances('title'), href: `/${regionId}/instances` };
  if (!instance) {
    return { above: [instances], page: undefined };
  }
  const base = `${instances.href}/${instance.id}`;
  if (type === 'load-balancer') {
    return { above: [instances], page: `${base}/details` };
  }
  const ofInstance: Crumb = { label: instance.name ?? instance.id, href: `${base}/details` };
  return { above: [instances, ofInstance], page: `${base}/${PARTS[type].page(id)}` };
}
