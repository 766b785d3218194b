import type { DiagnosisItem } from '#domain/diagnosis.ts';
import { DROP_REASONS, type DropReason } from '#domain/drop-reason.ts';
import type { ListenerView, LoadBalancerView } from '#domain/view.ts';
import type { NodeRow } from '../node/load-nodes.ts';
import { item } from './items.ts';
import type { Unanswered } from './unanswered.ts';

/** What the areas of the report are made of. */
export interface Facts {
  instance: LoadBalancerView;
  listeners: ListenerView[];
  /** Of its region. */
  nodes: NodeRow[];
  /** Of the last hour, by listener. */
  drops: Map<string, Partial<Record<DropReason, number>>>;
  unanswered: readonly Unanswered[];
  /** Unused for as long as the list of idle instances asks for. */
  isIdle: boolean;
}

/** Listeners that are meant to serve: what is stopped has no health. */
const wanted = ({ instance, listeners }: Facts) => (instance.status === 'active' ? listeners.filter((listener) => listener.enabled) : []);

export function findServerHealth(facts: Facts): DiagnosisItem[] {
  return wanted(facts).flatMap((listener) => {
    const canServe = listener.members.filter((member) => member.role !== null || member.weight > 0);
    const dropped = facts.drops.get(listener.id)?.['no-server'] ?? 0;
    return [
      ...(canServe.length === 0 ? [item('no-server-to-serve', 'bad', { listener })] : []),
      ...(listener.healthCheck.enabled ? [] : [item('check-off', 'warn', { listener })]),
      ...listener.members.flatMap((server) => {
        if (server.state === 'unhealthy') {
          return [item('server-unhealthy', 'bad', { listener, server, detail: server.reason, since: server.since })];
        }
        return server.state === 'unknown' ? [item('server-unknown', 'warn', { listener, server })] : [];
      }),
      ...(dropped > 0 ? [item('dropped', 'warn', { listener, dropReason: 'no-server', count: dropped })] : []),
      ...withoutAnswers(facts, listener),
    ];
  });
}

function withoutAnswers({ unanswered }: Facts, listener: ListenerView): DiagnosisItem[] {
  return listener.members.flatMap((server) => {
    const found = unanswered.find(({ listenerId, memberId }) => listenerId === listener.id && memberId === server.memberId);
    return found ? [item('no-answer', 'bad', { listener, server, count: found.connections })] : [];
  });
}

export function findRedundancy(facts: Facts): DiagnosisItem[] {
  const alive = facts.nodes.filter((node) => node.alive);
  const nodes = [
    ...(alive.length === 0 ? [item('no-node', 'bad')] : []),
    ...(alive.length === 1 ? [item('one-node', 'info', { nodeId: alive[0]?.id ?? null })] : []),
  ];
  const listeners = wanted(facts).flatMap((listener) => [
    ...listener.nodes.flatMap(({ nodeId, inForce, error }) =>
      inForce ? [] : [item('not-in-force', 'bad', { listener, nodeId, detail: error?.message ?? null })],
    ),
    ...withoutRedundancy(listener),
  ]);
  return [...nodes, ...listeners];
}

function withoutRedundancy(listener: ListenerView): DiagnosisItem[] {
  const { state, serverName, reason, since } = listener.redundancy;
  const server = listener.members.find((member) => member.serverName === serverName);
  return state === 'none' ? [item('no-redundancy', 'bad', { listener, server, detail: reason, since })] : [];
}

/** Access control does what it is told; a server that is missing belongs to server health. */
const HARMLESS: ReadonlySet<DropReason> = new Set(['access-control', 'no-server']);

export function findProtection({ listeners, drops }: Facts): DiagnosisItem[] {
  return listeners.flatMap((listener) =>
    DROP_REASONS.filter((reason) => !HARMLESS.has(reason)).flatMap((dropReason) => {
      const count = drops.get(listener.id)?.[dropReason] ?? 0;
      return count > 0 ? [item('dropped', 'warn', { listener, dropReason, count })] : [];
    }),
  );
}

export function findAccessControl({ listeners }: Facts): DiagnosisItem[] {
  return listeners
    .filter((listener) => listener.accessControl?.isEmpty)
    .map((listener) => item('access-control-empty', 'bad', { listener }));
}

/** console 16.1. What keeps an instance from being used is told at once, and counts when it has been so for long enough. */
export function findIdle({ instance, listeners, isIdle }: Facts): DiagnosisItem[] {
  const severity = isIdle ? 'warn' : 'info';
  const causes = [
    ...(instance.status === 'active' ? [] : [item('stopped', severity)]),
    ...(listeners.length === 0 ? [item('no-listener', severity)] : []),
    ...(listeners.length > 0 && listeners.every((listener) => !listener.enabled) ? [item('listeners-stopped', severity)] : []),
    ...(instance.serverCount === 0 ? [item('no-server', severity)] : []),
  ];
  return causes.length === 0 && isIdle ? [item('no-traffic', 'warn')] : causes;
}
