'use client';

import { ApiError } from '#components/api/api-error.ts';
import { useGroup, useGroups, useVServerGroup, useVServerGroups } from '#components/api/queries.ts';
import { PAGE_SIZE_MAX } from '#domain/limits.ts';
import type { ActiveStandbyGroupView, VServerGroupView } from '#domain/view.ts';

export interface KnownGroup<G> {
  group: G | undefined;
  /** It was deleted, or never was. */
  isGone: boolean;
}

/** A group of an instance by its id: from the list that is at hand, and asked for alone only when there are more than that. */
export function useKnownGroup(loadBalancerId: string, id: string): KnownGroup<ActiveStandbyGroupView> {
  const listed = useGroups(loadBalancerId, 1, PAGE_SIZE_MAX).data;
  const isBeyond = isBeyondList(listed, id);
  return knownOf(listed, id, useGroup(id, isBeyond), isBeyond);
}

export function useKnownVServerGroup(loadBalancerId: string, id: string): KnownGroup<VServerGroupView> {
  const listed = useVServerGroups(loadBalancerId, 1, PAGE_SIZE_MAX).data;
  const isBeyond = isBeyondList(listed, id);
  return knownOf(listed, id, useVServerGroup(id, isBeyond), isBeyond);
}

interface Listed<G> {
  items: G[];
  totalCount: number;
}

function isBeyondList(listed: Listed<{ id: string }> | undefined, id: string): boolean {
  return id !== '' && listed !== undefined && listed.totalCount > PAGE_SIZE_MAX && !listed.items.some((group) => group.id === id);
}

function knownOf<G extends { id: string }>(
  listed: Listed<G> | undefined,
  id: string,
  alone: { data: G | undefined; error: Error | null },
  isBeyond: boolean,
): KnownGroup<G> {
  const group = isBeyond ? alone.data : listed?.items.find((one) => one.id === id);
  const isMissed = isBeyond ? alone.error instanceof ApiError && alone.error.isGone : listed !== undefined && !group;
  return { group, isGone: id !== '' && isMissed };
}
