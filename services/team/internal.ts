import { DomainError } from '#domain/domain-error.ts';
import type { TeamView } from '#domain/view.ts';
import type { AuditRecord } from '../audit.ts';
import type { Database } from '../read.ts';
import { loadTeamViews } from './view.ts';

export function teamNotFound(id: string): DomainError {
  return new DomainError('TeamNotFound', `There is no team "${id}".`);
}

export async function getTeamView(db: Database, id: string, { isWhole }: { isWhole: boolean }): Promise<TeamView> {
  const [view] = await loadTeamViews(db, [id], { isWhole });
  if (!view) {
    throw teamNotFound(id);
  }
  return view;
}

/** Writers of one team queue here. */
export async function lockTeam(tx: Database, id: string): Promise<void> {
  const locked = await tx.$queryRaw<unknown[]>`SELECT 1 FROM team WHERE id = ${id} FOR UPDATE`;
  if (locked.length === 0) {
    throw teamNotFound(id);
  }
}

/** What the audit log keeps of a team: of the grants only what goes with it. */
export async function loadTeamDocument(db: Database, id: string) {
  const { name, members, roles } = await getTeamView(db, id, { isWhole: true });
  const grants = (roles ?? []).map(({ regionId, role }) => ({ regionId, role }));
  return { name, members: members.map(({ id: userId, email }) => ({ userId, email })), grants };
}

export function teamAudit(action: string, id: string, change: Pick<AuditRecord, 'before' | 'after'>): AuditRecord {
  return { action, resourceType: 'team', resourceId: id, regionId: null, ...change };
}

export async function setMembers(tx: Database, teamId: string, userIds: string[]): Promise<void> {
  await tx.teamMember.deleteMany({ where: { teamId, userId: { notIn: userIds } } });
  await tx.teamMember.createMany({ data: userIds.map((userId) => ({ teamId, userId })), skipDuplicates: true });
}
