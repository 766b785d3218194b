import { request } from '#components/api/client.ts';
import type { SecuritySettings, UpdateSecuritySettingsInput } from '#domain/security-settings.ts';

export function getSecuritySettings(signal: AbortSignal): Promise<SecuritySettings> {
  return request('/security-settings', { signal });
}

export function updateSecuritySettings(input: UpdateSecuritySettingsInput): Promise<SecuritySettings> {
  return request('/security-settings', { method: 'PATCH', body: input });
}
