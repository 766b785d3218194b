import { request } from '#components/api/client.ts';
import type { ImportView } from '#domain/view.ts';

/** A thousand instances in one transaction take a while. */
const TIMEOUT_MS = 150_000;

export interface Import {
  /** Parsed JSON; the API says what is wrong with it. */
  file: unknown;
  removeOthers: boolean;
  isPreview: boolean;
}

export function importConfiguration(regionId: string, body: Import): Promise<ImportView> {
  return request(`/regions/${encodeURIComponent(regionId)}/import`, { method: 'POST', body, timeoutMs: TIMEOUT_MS });
}

export const regionFile = (id: string) => `/api/v1/regions/${encodeURIComponent(id)}/export`;
export const instanceFile = (id: string) => `/api/v1/load-balancers/${encodeURIComponent(id)}/export`;
