import { request } from '#components/api/client.ts';
import type { AskProbesInput, CheckStandbyInput } from '#domain/probe.ts';
import type { ProbeView } from '#domain/view.ts';

export function checkStandby(groupId: string, input: CheckStandbyInput): Promise<ProbeView> {
  return request(`/active-standby-groups/${encodeURIComponent(groupId)}/check-standby`, { method: 'POST', body: input });
}

/** The answers come in the order of the targets. */
export function askProbes(input: AskProbesInput): Promise<ProbeView[]> {
  return request('/probes', { method: 'POST', body: input });
}
