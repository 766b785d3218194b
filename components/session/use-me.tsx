'use client';

import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { request } from '#components/api/client.ts';
import { useRegion } from '#components/shell/region-context.tsx';
import { isAtLeast, type Role } from '#domain/role.ts';
import type { MeView } from '#domain/view.ts';

/** A grant that is taken away shows on an open page within this time; the API refuses at once. */
const POLL_MS = 5000;

const MeContext = createContext<MeView | null>(null);

/** `initial` is what the server knew when it made the page, so that no control changes its mind after the first moment. */
export function MeProvider({ initial, children }: { initial: MeView; children: ReactNode }) {
  const { data } = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => request<MeView>('/me', { signal }),
    initialData: initial,
    refetchInterval: POLL_MS,
  });
  return <MeContext value={data}>{children}</MeContext>;
}

export function useMe(): MeView {
  const me = useContext(MeContext);
  if (!me) {
    throw new Error('useMe is called outside of a MeProvider.');
  }
  return me;
}

/** `here`: in the region of the page. */
export type RoleScope = 'here' | 'everywhere' | { regionId: string };

/** Whether the user has at least this role there. */
export function useHasRole(needed: Role, where: RoleScope = 'here'): boolean {
  const { regionId } = useRegion();
  const { roles, roleEverywhere } = useMe();
  const id = typeof where === 'object' ? where.regionId : regionId;
  const role = where === 'everywhere' ? roleEverywhere : roles.find((one) => one.regionId === id)?.role;
  return isAtLeast(role ?? null, needed);
}
