'use client';

import { useDefaultServers } from '#components/api/queries.ts';
import { useWrite } from '#components/api/use-write.ts';
import { useConflictGuard } from '#components/conflict/conflict-guard.tsx';
import type { DefaultServerInput, DefaultServersInput } from '#domain/server-group.ts';
import { inputsOf, replaceDefaultServers, withWeights } from './actions.ts';

interface Weights {
  changed: DefaultServerInput[];
  /** Of the instance, as it was when the weights were shown. */
  version: number;
}

/**
 * Sets weights of default servers. What others have done to other servers meanwhile stays without a word; of a server that
 * they have changed, too, the user decides.
 */
export function useSetWeights(loadBalancerId: string) {
  const guard = useConflictGuard();
  const present = inputsOf(useDefaultServers(loadBalancerId).data ?? []);
  return useWrite(({ changed, version }: Weights) =>
    guard(
      { defaultServers: withWeights(present, changed) },
      version,
      ({ defaultServers }, ifMatch) => replaceDefaultServers(loadBalancerId, defaultServers, ifMatch),
      {
        isSilentWhenApart: true,
        mineIn: (base) => ({ defaultServers: withWeights((base.defaultServers ?? []) as DefaultServersInput, changed) }),
      },
    ),
  );
}
