import { z } from 'zod';
import { Code, FirstAdministrator, PASSWORD_LENGTH_MAX, Password } from './setup.ts';

/** What users decide about their own account. */
export const UpdateMeInput = z.object({ name: FirstAdministrator.shape.name.optional() });
export type UpdateMeInput = z.infer<typeof UpdateMeInput>;

/** A password that is compared only: which rules it met when it was chosen does not matter. */
const GivenPassword = z.string('Enter your password.').min(1, 'Enter your password.').max(PASSWORD_LENGTH_MAX, 'No password is that long.');

/** All that a user can prove who they are with: the password if there is one, and the second factor if there is one. */
const WholeProof = { password: GivenPassword.optional(), code: Code.optional() };

export const DisableTwoFactorInput = z.object(WholeProof);
export type DisableTwoFactorInput = z.infer<typeof DisableTwoFactorInput>;

export const NewRecoveryCodesInput = z.object(WholeProof);
export type NewRecoveryCodesInput = z.infer<typeof NewRecoveryCodesInput>;

const endOtherSessions = z.boolean('Say true or false.').default(true);

export const ChangePasswordInput = z.object({
  ...WholeProof,
  newPassword: Password,
  /** What may be in other hands ends, unless told otherwise. */
  endOtherSessions,
});
export type ChangePasswordInput = z.infer<typeof ChangePasswordInput>;

/** One of them is enough to go on in a session. */
export const ReauthenticateInput = z
  .object(WholeProof)
  .refine(({ password, code }) => password !== undefined || code !== undefined, { path: ['password'], message: 'Enter your password.' });
export type ReauthenticateInput = z.infer<typeof ReauthenticateInput>;

export const EnableTwoFactorInput = z.object({
  /** As the console gave it with the secret. */
  setup: z.string('The setup is missing.').min(1, 'The setup is missing.').max(500, 'No setup is that long.'),
  code: Code,
  endOtherSessions,
});
export type EnableTwoFactorInput = z.infer<typeof EnableTwoFactorInput>;
