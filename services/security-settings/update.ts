import { type SecuritySettings, UpdateSecuritySettingsInput } from '#domain/security-settings.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { loadSecuritySettings } from './internal.ts';

/** Holds for open sessions too: with their next request they are judged by it. */
export async function updateSecuritySettings(context: Context, changes: unknown): Promise<SecuritySettings> {
  const input = parseBody(UpdateSecuritySettingsInput, changes);
  return write(context, { in: place.everywhere, needs: 'administrator', proof: 'recent-session' }, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM security_settings FOR UPDATE`;
    const before = await loadSecuritySettings(tx);
    const { twoFactorRoles, sessionIdleMinutes, sessionLifetimeHours, auditRetentionDays } = { ...before, ...input };
    await tx.$executeRaw`
      UPDATE security_settings SET two_factor_roles = ${twoFactorRoles}::text[]::role[], session_idle_minutes = ${sessionIdleMinutes},
        session_lifetime_hours = ${sessionLifetimeHours}, audit_retention_days = ${auditRetentionDays}`;
    const after = await loadSecuritySettings(tx);
    return {
      answer: after,
      audit: { action: 'security-settings:updated', resourceType: 'security-settings', resourceId: 'all', regionId: null, before, after },
    };
  });
}
