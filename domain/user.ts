import { z } from 'zod';
import { PageQuery } from './field.ts';
import { Role } from './role.ts';
import { FirstAdministrator, Password, SetupInput } from './setup.ts';

/** `invited`: nothing to sign in with yet. */
export const USER_STATUSES = ['active', 'invited', 'disabled'] as const;
export const UserStatus = z.enum(USER_STATUSES, 'A status is "active", "invited" or "disabled".');
export type UserStatus = z.infer<typeof UserStatus>;

export const USER_LINK_KINDS = ['invitation', 'password-reset'] as const;
export type UserLinkKind = (typeof USER_LINK_KINDS)[number];

export const CreateUserInput = FirstAdministrator.pick({ name: true, email: true });
export type CreateUserInput = z.infer<typeof CreateUserInput>;

export const UpdateUserInput = CreateUserInput.partial();
export type UpdateUserInput = z.infer<typeof UpdateUserInput>;

export const ListUsersQuery = PageQuery.extend({
  /** Part of the name, email address or id. */
  search: z.string().trim().max(200).default(''),
  /** Only administrators know it. */
  status: UserStatus.optional(),
  /** Of those who have exactly this role somewhere, by themselves or through a team; only administrators know it. */
  role: Role.optional(),
});
export type ListUsersQuery = z.infer<typeof ListUsersQuery>;

/** What the page behind the one-time link of a user sends. */
export const UseLinkInput = z.object({ token: SetupInput.shape.token, password: Password });
export type UseLinkInput = z.infer<typeof UseLinkInput>;
