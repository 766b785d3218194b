import type { MemberRole } from '#domain/active-standby-group.ts';
import type { ActiveStandbyGroupView, ActiveStandbyMemberView } from '#domain/view.ts';

/** The two members by their roles. */
export function membersOf({ servers }: ActiveStandbyGroupView): Record<MemberRole, ActiveStandbyMemberView | undefined> {
  return { active: servers.find(({ role }) => role === 'active'), standby: servers.find(({ role }) => role === 'standby') };
}

/** As listeners are called everywhere: TCP:80, UDP:53. */
export function portsOf(listeners: { protocol: string; port: number }[]): string {
  return listeners.map(({ protocol, port }) => `${protocol.toUpperCase()}:${port.toString()}`).join(', ');
}
