'use client';

import { useQuery } from '@tanstack/react-query';
import { request } from '#components/api/client.ts';
import { TRAFFIC_KEY, useListeners } from '#components/api/queries.ts';
import type { ActiveStandbyGroupView, GroupTrafficView, ListenerView } from '#domain/view.ts';

/** Totals of both members as nodes last told them, about every two seconds. */
export function useGroupTraffic(groupId: string, pollMs: number) {
  return useQuery({
    queryKey: [TRAFFIC_KEY, 'group', groupId],
    queryFn: ({ signal }) => request<GroupTrafficView>(`/active-standby-groups/${encodeURIComponent(groupId)}/traffic`, { signal }),
    refetchInterval: pollMs,
  });
}

/** The listeners of a group with all their settings; undefined until they are known. */
export function useListenersOf({ id, loadBalancerId }: Pick<ActiveStandbyGroupView, 'id' | 'loadBalancerId'>): ListenerView[] | undefined {
  return useListeners(loadBalancerId).data?.items.filter(({ target }) => target.kind === 'active-standby-group' && target.id === id);
}
