import { request } from '#components/api/client.ts';
import type {
  ChangePasswordInput,
  DisableTwoFactorInput,
  EnableTwoFactorInput,
  NewRecoveryCodesInput,
  ReauthenticateInput,
  UpdateMeInput,
} from '#domain/account.ts';
import type { MeView, RecoveryCodesView, SessionView, TwoFactorSetupView, TwoFactorView } from '#domain/view.ts';

export function updateMe(input: UpdateMeInput): Promise<MeView> {
  return request('/me', { method: 'PATCH', body: input });
}

export function changePassword(input: ChangePasswordInput): Promise<void> {
  return request('/me/password', { method: 'POST', body: input, isSecret: true });
}

export function reauthenticate(input: ReauthenticateInput): Promise<void> {
  return request('/me/reauthenticate', { method: 'POST', body: input, isSecret: true });
}

export function getTwoFactor(signal: AbortSignal): Promise<TwoFactorView> {
  return request('/me/two-factor', { signal });
}

export function beginTwoFactor(): Promise<TwoFactorSetupView> {
  return request('/me/two-factor/setup');
}

export function enableTwoFactor(input: EnableTwoFactorInput): Promise<RecoveryCodesView> {
  return request('/me/two-factor', { method: 'PUT', body: input, isSecret: true });
}

export function disableTwoFactor(input: DisableTwoFactorInput): Promise<void> {
  return request('/me/two-factor/disable', { method: 'POST', body: input, isSecret: true });
}

export function renewRecoveryCodes(input: NewRecoveryCodesInput): Promise<RecoveryCodesView> {
  return request('/me/two-factor/recovery-codes', { method: 'POST', body: input, isSecret: true });
}

/** Whose sessions: `me`, or a user whom an administrator looks at. */
export type SessionOwner = 'me' | { userId: string };

const sessionsOf = (owner: SessionOwner) => `${owner === 'me' ? '/me' : `/users/${encodeURIComponent(owner.userId)}`}/sessions`;

export function listSessions(owner: SessionOwner, signal: AbortSignal): Promise<SessionView[]> {
  return request(sessionsOf(owner), { signal });
}

export function endSession(owner: SessionOwner, id: string): Promise<void> {
  return request(`${sessionsOf(owner)}/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** All of them, but for the own one that asks. */
export function endSessions(owner: SessionOwner): Promise<void> {
  return request(sessionsOf(owner), { method: 'DELETE' });
}
