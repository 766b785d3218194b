import { z } from 'zod';
import { Id, PageQuery } from './field.ts';
import { Role } from './role.ts';

const ONE_HOLDER = 'A grant is for a user or for a team.';

export const CreateGrantInput = z
  .object({
    userId: Id.nullish().transform((id) => id ?? null),
    teamId: Id.nullish().transform((id) => id ?? null),
    /** Null: all regions, also those to come. */
    regionId: Id.nullable(),
    role: Role,
  })
  .superRefine(({ userId, teamId, regionId, role }, context) => {
    if ((userId === null) === (teamId === null)) {
      context.addIssue({ code: 'custom', path: ['userId'], message: ONE_HOLDER });
    }
    if (role === 'administrator' && regionId !== null) {
      context.addIssue({ code: 'custom', path: ['regionId'], message: 'An administrator is one in all regions.' });
    }
  });
export type CreateGrantInput = z.infer<typeof CreateGrantInput>;

export const UpdateGrantInput = z.object({ role: Role });
export type UpdateGrantInput = z.infer<typeof UpdateGrantInput>;

export const ListGrantsQuery = PageQuery.extend({
  /** Those of this region and those for all; absent: every grant, which takes an administrator. */
  regionId: Id.optional(),
  userId: Id.optional(),
  teamId: Id.optional(),
  role: Role.optional(),
  /** Part of the name of the user or team, or of the user's email address. */
  search: z.string().trim().max(200).default(''),
});
export type ListGrantsQuery = z.infer<typeof ListGrantsQuery>;

export const ListAccessQuery = PageQuery.extend({
  /** Part of the name, email address or id of the user. */
  search: z.string().trim().max(200).default(''),
  /** Of those whose highest role in the region is this one. */
  role: Role.optional(),
});
export type ListAccessQuery = z.infer<typeof ListAccessQuery>;
