import type { Probe } from './check.ts';
import { probeHttp } from './http-probe.ts';
import { probeTcp } from './tcp-probe.ts';
import { probeUdp } from './udp-probe.ts';

/** Probes by the kind of the check. */
export const probe: Probe = (check, signal) => {
  if (check.http) {
    return probeHttp(check, check.http, signal);
  }
  return check.type === 'udp' ? probeUdp(check, signal) : probeTcp(check, signal);
};
