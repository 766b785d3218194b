import type { UserLinkKind } from '#domain/user.ts';
import type { Context } from '../context.ts';
import { linkKindOf } from '../user/view.ts';
import { isOpen } from './internal.ts';

export interface OpenLink {
  kind: UserLinkKind;
  name: string;
  email: string;
}

/** What the page behind a one-time link greets with; null when the link does not work (any more). */
export async function inspectLink({ prisma }: Pick<Context, 'prisma'>, token: string): Promise<OpenLink | null> {
  const link = await prisma.userLink.findFirst({ where: isOpen(token), include: { user: true } });
  return link && { kind: linkKindOf(link.kind), name: link.user.name, email: link.user.email };
}
