import {
  Archive,
  Cpu,
  Fingerprint,
  Gauge,
  KeyRound,
  LayoutDashboard,
  Leaf,
  type LucideIcon,
  Map as MapIcon,
  Network,
  ReceiptText,
  ScrollText,
  Server,
  ShieldCheck,
  User,
  Users,
} from 'lucide-react';
import type { Role } from '#domain/role.ts';
import type { messages } from '#messages/en/index.ts';

type Texts = (typeof messages)['shell'];

export interface NavigationEntry {
  /** What stands behind the region in the path of its pages, and its name among the texts. */
  section: keyof Texts['section'];
  icon: LucideIcon;
  /** Who is not at least that has no use for it. Absent: everybody who sees the region. */
  needs?: { role: Role; where?: 'here' | 'everywhere' };
}

export interface NavigationGroup {
  /** Its heading; absent: the entries stand by themselves. */
  group?: keyof Texts['group'];
  entries: readonly NavigationEntry[];
}

/** All that the navigation leads to, in its order (console 1.2). */
export const NAVIGATION: readonly NavigationGroup[] = [
  {
    entries: [
      { section: 'overview', icon: LayoutDashboard },
      { section: 'instances', icon: Network },
      { section: 'servers', icon: Server },
      { section: 'access-control', icon: ShieldCheck },
    ],
  },
  {
    group: 'slb-lab',
    entries: [
      { section: 'idle-instances', icon: Leaf },
      { section: 'quotas', icon: Gauge },
    ],
  },
  {
    group: 'administration',
    entries: [
      { section: 'changes', icon: ReceiptText },
      { section: 'operation-logs', icon: ScrollText },
      { section: 'backup', icon: Archive },
      { section: 'permissions', icon: KeyRound, needs: { role: 'region-admin' } },
      { section: 'users', icon: User, needs: { role: 'administrator', where: 'everywhere' } },
      { section: 'teams', icon: Users, needs: { role: 'administrator', where: 'everywhere' } },
      { section: 'regions', icon: MapIcon },
      { section: 'nodes', icon: Cpu },
      { section: 'security-settings', icon: Fingerprint, needs: { role: 'administrator', where: 'everywhere' } },
    ],
  },
];

/** The section that a page belongs to, null for none; versions are at home with what they are of. */
export function sectionOf(pathname: string): NavigationEntry['section'] | null {
  const [, , word, resourceType] = pathname.split('/');
  if (word === 'history') {
    return resourceType === 'access-control-list' ? 'access-control' : 'instances';
  }
  const entries = NAVIGATION.flatMap((group) => group.entries);
  return entries.find(({ section }) => section === word)?.section ?? null;
}
