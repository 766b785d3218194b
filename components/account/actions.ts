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

export function listSessions(signal: AbortSignal): Promise<SessionView[]> {
  return request('/me/sessions', { signal });
}

export function endSession(id: string): Promise<void> {
  return request(`/me/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export function endOtherSessions(): Promise<void> {
  return request('/me/sessions', { method: 'DELETE' });
}
