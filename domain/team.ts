import { z } from 'zod';
import { Id, PageQuery, ServerName } from './field.ts';
import { MEMBERS_PER_TEAM_MAX } from './limits.ts';

/** Free text, as the names of servers are. */
const TeamName = ServerName;

const UserIds = z
  .array(Id, 'The members are a list of ids.')
  .max(MEMBERS_PER_TEAM_MAX, `A team has at most ${MEMBERS_PER_TEAM_MAX} members.`)
  .refine((ids) => new Set(ids).size === ids.length, 'Name each member once.');

export const CreateTeamInput = z.object({ name: TeamName, userIds: UserIds.default([]) });
export type CreateTeamInput = z.infer<typeof CreateTeamInput>;

/** `userIds` replaces all members; what is absent stays. */
export const UpdateTeamInput = z.object({ name: TeamName, userIds: UserIds }).partial();
export type UpdateTeamInput = z.infer<typeof UpdateTeamInput>;

export const ListTeamsQuery = PageQuery.extend({
  /** Part of the name or id, or of the name or email address of a member. */
  search: z.string().trim().max(200).default(''),
});
export type ListTeamsQuery = z.infer<typeof ListTeamsQuery>;
