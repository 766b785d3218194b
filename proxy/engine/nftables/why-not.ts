import { isIPv6 } from 'node:net';
import type { EngineName } from '#domain/engine.ts';
import type { ListenerPlan } from '../engine.ts';
import { targetsOf } from '../membership.ts';

/** What the kernel of this host can do for servers that are not on the host itself; null: it forwards to them. */
export interface HostFacts {
  whyNotForward4: string | null;
  whyNotForward6: string | null;
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
  if (isLoopback(address) && servers.some((server) => !host.isLocal(server.address))) {
    return 'The service address is a loopback address and a server is on another host.';
  }
  if (!forced && servers.some((server) => !host.isLocal(server.address))) {
    return isIPv6(address) ? host.whyNotForward6 : host.whyNotForward4;
  }
  return null;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
