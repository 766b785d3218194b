import type { OperationLogView } from '#domain/view.ts';

const PATHS: Record<string, (id: string) => string> = {
  'load-balancer': (id) => `instances/${id}/details`,
  listener: (id) => `history/listener/${id}`,
  'active-standby-group': (id) => `history/active-standby-group/${id}`,
  'vserver-group': (id) => `history/vserver-group/${id}`,
  'default-server-group': (id) => `instances/${id}/default-server-group`,
  'access-control-list': (id) => `access-control/${id}`,
  region: () => 'regions',
  node: () => 'nodes',
  user: (id) => `users/${id}`,
  team: (id) => `teams/${id}`,
};

/** Where to look at what an entry is about, if it is still there; null: it has no page. */
export function resourcePath({ resourceType, resourceId, regionId, action }: OperationLogView, pageRegionId: string): string | null {
  // A failed sign-in names what somebody typed.
  const path = action.startsWith('user:sign-in-failed') ? undefined : PATHS[resourceType]?.(encodeURIComponent(resourceId));
  return path === undefined ? null : `/${regionId ?? pageRegionId}/${path}`;
}
