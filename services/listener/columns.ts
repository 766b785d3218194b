import type { ListenerTarget, UpdateListenerInput } from '#domain/listener.ts';

type Options = Omit<UpdateListenerInput, 'name' | 'target' | 'healthCheck' | 'accessControl'>;

/** The options of a listener as the table has them; what is absent stays. */
export function optionColumns({ failback, onFailover, persistence, connectionDraining, ...same }: Options) {
  return {
    ...same,
    failbackMode: failback?.mode,
    failbackStableSeconds: failback?.stableSeconds,
    onFailoverMode: onFailover?.mode,
    onFailoverDrainSeconds: onFailover?.drainSeconds,
    persistenceSeconds: persistence?.timeoutSeconds,
    connectionDrainingSeconds: connectionDraining === null ? null : connectionDraining?.timeoutSeconds,
  };
}

const NO_TARGET = { activeStandbyGroupId: null, vserverGroupId: null, backendPort: null };

/** All three, since exactly one is set; nothing when the target stays. */
export function targetColumns(target: ListenerTarget | undefined) {
  switch (target?.kind) {
    case 'default':
      return { ...NO_TARGET, backendPort: target.backendPort };
    case 'vserver-group':
      return { ...NO_TARGET, vserverGroupId: target.id };
    case 'active-standby-group':
      return { ...NO_TARGET, activeStandbyGroupId: target.id };
    default:
      return {};
  }
}
