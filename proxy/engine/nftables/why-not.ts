import { isIPv6 } from 'node:net';
import type { EngineName } from '#domain/engine.ts';
import type { ListenerPlan } from '../engine.ts';
import { targetsOf } from '../membership.ts';

/** What the kernel of this host can do; null: nothing stands against it. */
export interface HostFacts {
  /** For servers on other hosts. */
  readonly whyNotForward4: string | null;
  readonly whyNotForward6: string | null;
  /** For servers on this host, and clients of other ones. */
  readonly whyNotLocal4: string | null;
  readonly whyNotLocal6: string | null;
  /** Addresses of this host, loopback ones included. */
  isLocal(address: string): boolean;
}

export type EngineSetting = EngineName | 'auto';

/** Why a listener is served by userspace, in words for people; null: the kernel serves it. `forced`: OPENSLB_ENGINE=nftables. */
export function whyNotKernel(plan: ListenerPlan, host: HostFacts, forced: boolean): string | null {
  const { targets, address } = plan;
  if (plan.proxyProtocol) {
    return 'Proxy Protocol is on, which the kernel cannot add.';
  }
  if (targets.kind === 'active-standby' && targets.retryOnStandby) {
    return 'Retry on the standby is on, which the kernel cannot do.';
  }
  if (targets.kind === 'pool' && targets.scheduler === 'wlc') {
    return 'The kernel has no weighted least connections.';
  }
  if (targets.kind === 'pool' && targets.scheduler === 'qch') {
    return 'The kernel does not look at QUIC connection ids.';
  }
  const servers = targetsOf(plan);
  if (servers.some((server) => isIPv6(server.address) !== isIPv6(address))) {
    return 'A server has another IP version than the service address.';
  }
  if (!forced && isLoopback(address)) {
    return 'A loopback address is served by userspace.';
  }
  const far = servers.filter((server) => !host.isLocal(server.address));
  if (isLoopback(address) && far.length > 0) {
    return 'The service address is a loopback address and a server is on another host.';
  }
  if (!isLoopback(address) && servers.some((server) => isLoopback(server.address))) {
    return 'A server has a loopback address, where the kernel can send no client of another host.';
  }
  return forced ? null : whyNotReached(isIPv6(address), { isFar: far.length > 0, isNear: far.length < servers.length }, host);
}

function whyNotReached(isVersion6: boolean, { isFar, isNear }: { isFar: boolean; isNear: boolean }, host: HostFacts): string | null {
  const whyNotFar = isVersion6 ? host.whyNotForward6 : host.whyNotForward4;
  const whyNotNear = isVersion6 ? host.whyNotLocal6 : host.whyNotLocal4;
  return (isFar ? whyNotFar : null) ?? (isNear ? whyNotNear : null);
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
