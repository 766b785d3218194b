import { request } from '#components/api/client.ts';

export function forgetNode(id: string): Promise<unknown> {
  return request(`/nodes/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
