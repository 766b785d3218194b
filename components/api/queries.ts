'use client';

import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Page } from '#domain/field.ts';
import { PAGE_SIZE_MAX } from '#domain/limits.ts';
import type { ListLoadBalancersQuery } from '#domain/load-balancer.ts';
import type { IpVersion } from '#domain/network.ts';
import type {
  AccessControlListSummary,
  AccessControlListView,
  ActiveStandbyGroupView,
  DefaultServerView,
  FailoverEventView,
  InstanceTrafficView,
  ListenerTrafficView,
  ListenerView,
  LoadBalancerView,
  RegionView,
  ServerView,
  VServerGroupView,
} from '#domain/view.ts';
import { queryString, request, requestTagged } from './client.ts';

/** The event stream says when to look again; this is for when it cannot. */
export const POLL_MS = 3000;
export const LIST_PAGE_SIZE = 20;

const live = { refetchInterval: POLL_MS, placeholderData: keepPreviousData } as const;
const enc = encodeURIComponent;

export function useRegions() {
  return useQuery({ queryKey: ['regions'], queryFn: ({ signal }) => request<RegionView[]>('/regions', { signal }), ...live });
}

export interface ListFilter {
  regionId: string;
  search?: string;
  pageNumber?: number;
  pageSize?: number;
  /** Tags that all must be there, as `formatTagFilter` writes them. */
  tag?: string[];
}

type InstanceFilter = Exclude<keyof z.input<typeof ListLoadBalancersQuery>, keyof ListFilter>;

export function useLoadBalancers(filter: ListFilter & Partial<Record<InstanceFilter, string>>) {
  return useQuery({
    queryKey: ['load-balancers', filter],
    queryFn: ({ signal }) =>
      request<Page<LoadBalancerView>>(`/load-balancers${queryString({ pageSize: LIST_PAGE_SIZE, ...filter })}`, { signal }),
    ...live,
  });
}

export function useLoadBalancer(id: string, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['load-balancer', id],
    queryFn: ({ signal }) => request<LoadBalancerView>(`/load-balancers/${enc(id)}`, { signal }),
    refetchInterval: POLL_MS,
  });
}

export function useListeners(loadBalancerId: string) {
  return useQuery({
    queryKey: ['listeners', loadBalancerId],
    queryFn: ({ signal }) =>
      request<Page<ListenerView>>(`/load-balancers/${enc(loadBalancerId)}/listeners${queryString({ pageSize: PAGE_SIZE_MAX })}`, {
        signal,
      }),
    refetchInterval: POLL_MS,
  });
}

export const listenerQuery = (id: string) =>
  queryOptions({
    queryKey: ['listener', id],
    queryFn: ({ signal }) => request<ListenerView>(`/listeners/${enc(id)}`, { signal }),
  });

/** Follows one listener closely, for the moments after a change. */
export function useListener(id: string | null, pollMs = POLL_MS) {
  return useQuery({ ...listenerQuery(id ?? ''), enabled: id !== null, refetchInterval: pollMs });
}

export function useGroups(loadBalancerId: string, pageNumber = 1, pageSize = LIST_PAGE_SIZE, search = '') {
  return useQuery({
    queryKey: ['active-standby-groups', loadBalancerId, pageNumber, pageSize, search],
    queryFn: ({ signal }) =>
      request<Page<ActiveStandbyGroupView>>(
        `/load-balancers/${enc(loadBalancerId)}/active-standby-groups${queryString({ pageNumber, pageSize, search })}`,
        { signal },
      ),
    ...live,
  });
}

export function useGroup(id: string, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['active-standby-group', id],
    queryFn: ({ signal }) => request<ActiveStandbyGroupView>(`/active-standby-groups/${enc(id)}`, { signal }),
    refetchInterval: POLL_MS,
  });
}

/** With the version of the instance, to which its default servers belong. */
const defaultServersQuery = (loadBalancerId: string) =>
  queryOptions({
    queryKey: ['default-servers', loadBalancerId],
    queryFn: ({ signal }) => requestTagged<DefaultServerView[]>(`/load-balancers/${enc(loadBalancerId)}/default-servers`, { signal }),
    refetchInterval: POLL_MS,
  });

export function useDefaultServers(loadBalancerId: string) {
  return useQuery({ ...defaultServersQuery(loadBalancerId), select: ({ value }) => value });
}

export function useDefaultServersVersion(loadBalancerId: string) {
  return useQuery({ ...defaultServersQuery(loadBalancerId), select: ({ version }) => version });
}

export function useVServerGroups(loadBalancerId: string, pageNumber = 1, pageSize = LIST_PAGE_SIZE, search = '') {
  return useQuery({
    queryKey: ['vserver-groups', loadBalancerId, pageNumber, pageSize, search],
    queryFn: ({ signal }) =>
      request<Page<VServerGroupView>>(
        `/load-balancers/${enc(loadBalancerId)}/vserver-groups${queryString({ pageNumber, pageSize, search })}`,
        {
          signal,
        },
      ),
    ...live,
  });
}

export function useVServerGroup(id: string, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['vserver-group', id],
    queryFn: ({ signal }) => request<VServerGroupView>(`/vserver-groups/${enc(id)}`, { signal }),
    refetchInterval: POLL_MS,
  });
}

export function useServers(filter: Omit<ListFilter, 'tag'> & { status?: 'running' | 'stopped' }, enabled = true) {
  return useQuery({
    queryKey: ['servers', filter],
    queryFn: ({ signal }) => request<Page<ServerView>>(`/servers${queryString({ pageSize: LIST_PAGE_SIZE, ...filter })}`, { signal }),
    enabled,
    ...live,
  });
}

export function useFailovers(loadBalancerId: string, pageNumber = 1) {
  return useQuery({
    queryKey: ['failovers', loadBalancerId, pageNumber],
    queryFn: ({ signal }) =>
      request<Page<FailoverEventView>>(`/load-balancers/${enc(loadBalancerId)}/failovers${queryString({ pageNumber, pageSize: 10 })}`, {
        signal,
      }),
    ...live,
  });
}

export function useAccessControlLists(filter: ListFilter & { ipVersion?: IpVersion }) {
  return useQuery({
    queryKey: ['access-control-lists', filter],
    queryFn: ({ signal }) =>
      request<Page<AccessControlListSummary>>(`/access-control-lists${queryString({ pageSize: LIST_PAGE_SIZE, ...filter })}`, { signal }),
    ...live,
  });
}

export function useAccessControlList(id: string, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['access-control-list', id],
    queryFn: ({ signal }) => request<AccessControlListView>(`/access-control-lists/${enc(id)}`, { signal }),
    refetchInterval: POLL_MS,
  });
}

export const TRAFFIC_KEY = 'traffic';
/** Of answers that cost the server the work of a change each. */
export const IMPACT_KEY = 'impact';

/** Of the last `hours` until now; `pollMs` apart, since adding up a month is work. */
export function useListenerTraffic(listenerId: string | null, { hours, pollMs }: { hours: number; pollMs: number }) {
  return useQuery({
    enabled: listenerId !== null,
    queryKey: [TRAFFIC_KEY, listenerId, hours],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - hours * 3600_000).toISOString();
      return request<ListenerTrafficView>(`/listeners/${enc(listenerId ?? '')}/traffic${queryString({ from })}`, { signal });
    },
    refetchInterval: pollMs,
  });
}

/** As above, of all listeners together. */
export function useInstanceTraffic(loadBalancerId: string, enabled: boolean, { hours, pollMs }: { hours: number; pollMs: number }) {
  return useQuery({
    enabled,
    queryKey: [TRAFFIC_KEY, loadBalancerId, hours],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - hours * 3600_000).toISOString();
      return request<InstanceTrafficView>(`/load-balancers/${enc(loadBalancerId)}/traffic${queryString({ from })}`, { signal });
    },
    refetchInterval: pollMs,
  });
}
