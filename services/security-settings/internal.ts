import type { Role } from '#domain/role.ts';
import type { SecuritySettings } from '#domain/security-settings.ts';
import type { Database } from '../read.ts';

export async function loadSecuritySettings(db: Database): Promise<SecuritySettings> {
  const [row] = await db.$queryRaw<[SecuritySettings & { twoFactorRoles: Role[] }]>`
    SELECT two_factor_roles::text[] AS "twoFactorRoles", session_idle_minutes AS "sessionIdleMinutes",
      session_lifetime_hours AS "sessionLifetimeHours", audit_retention_days AS "auditRetentionDays"
    FROM security_settings`;
  return row;
}
