import { z } from 'zod';
import { PLAIN_TEXT } from './plain-text.ts';

/** Length is the rule that helps; 128 is where the login library stops. */
export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 128;

export const Password = z
  .string('Enter a password.')
  .min(PASSWORD_LENGTH_MIN, `A password has at least ${PASSWORD_LENGTH_MIN} characters.`)
  .max(PASSWORD_LENGTH_MAX, `A password has at most ${PASSWORD_LENGTH_MAX} characters.`);

export const FirstAdministrator = z.object({
  name: z
    .string('Enter a name.')
    .trim()
    .min(1, 'Enter a name.')
    .max(80, 'A name has at most 80 characters.')
    .regex(PLAIN_TEXT, 'A name has no control characters.'),
  email: z
    .string('Enter an email address.')
    .trim()
    .toLowerCase()
    .max(254, 'No email address is that long.')
    .pipe(z.email('Enter an email address.')),
  password: Password,
});
export type FirstAdministrator = z.infer<typeof FirstAdministrator>;

/** What the page behind the one-time setup link sends. */
export const SetupInput = FirstAdministrator.extend({ token: z.string('The setup link has no token.').min(1).max(200) });
export type SetupInput = z.infer<typeof SetupInput>;

export const SignInInput = z.object({
  email: z.string('Enter an email address.').max(254, 'No email address is that long.').regex(PLAIN_TEXT, 'Enter an email address.'),
  password: z.string('Enter a password.').max(PASSWORD_LENGTH_MAX, `A password has at most ${PASSWORD_LENGTH_MAX} characters.`),
});
export type SignInInput = z.infer<typeof SignInInput>;

/** Six digits of an authenticator app, or a recovery code. */
export const Code = z.string('Enter a code.').trim().min(1, 'Enter a code.').max(64, 'No code is that long.');

export const SecondFactorInput = z.object({ code: Code });
export type SecondFactorInput = z.infer<typeof SecondFactorInput>;
