import type { GrantView } from '#domain/view.ts';

/** The name of the user or team that has it. */
export function holderOf({ user, team }: Pick<GrantView, 'user' | 'team'>): string {
  return user?.name ?? team?.name ?? '';
}
