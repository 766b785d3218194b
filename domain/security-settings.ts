import { z } from 'zod';
import { ROLES, Role } from './role.ts';

export const SESSION_IDLE_MINUTES_MIN = 5;
export const SESSION_IDLE_MINUTES_MAX = 10_080;
export const SESSION_LIFETIME_HOURS_MIN = 1;
export const SESSION_LIFETIME_HOURS_MAX = 720;
export const AUDIT_RETENTION_DAYS_MIN = 30;
export const AUDIT_RETENTION_DAYS_MAX = 3650;

function whole(what: string, min: number, max: number) {
  const message = `${what} is a whole number from ${min} to ${max}.`;
  return z.int(message).min(min, message).max(max, message);
}

/** What administrators decide about signing in and about the operation log, for everybody. */
export const SecuritySettings = z.object({
  /** Whoever has one of these roles anywhere needs a second factor. */
  twoFactorRoles: z
    .array(Role, 'Roles are a list.')
    .max(ROLES.length, 'Name each role once.')
    .refine((roles) => new Set(roles).size === roles.length, 'Name each role once.'),
  sessionIdleMinutes: whole('The time without activity', SESSION_IDLE_MINUTES_MIN, SESSION_IDLE_MINUTES_MAX),
  sessionLifetimeHours: whole('The length of a session', SESSION_LIFETIME_HOURS_MIN, SESSION_LIFETIME_HOURS_MAX),
  auditRetentionDays: whole('The time that the operation log is kept', AUDIT_RETENTION_DAYS_MIN, AUDIT_RETENTION_DAYS_MAX),
});
export type SecuritySettings = z.infer<typeof SecuritySettings>;

export const UpdateSecuritySettingsInput = SecuritySettings.partial();
export type UpdateSecuritySettingsInput = z.infer<typeof UpdateSecuritySettingsInput>;
