import { request } from '#components/api/client.ts';
import type { StartDrillInput } from '#domain/drill.ts';
import type { DrillView } from '#domain/view.ts';

export function startDrill(groupId: string, input: StartDrillInput, idempotencyKey: string): Promise<DrillView> {
  return request(`/active-standby-groups/${encodeURIComponent(groupId)}/drills`, { method: 'POST', body: input, idempotencyKey });
}

export function stopDrill(id: string): Promise<DrillView> {
  return request(`/failover-drills/${encodeURIComponent(id)}/stop`, { method: 'POST' });
}
