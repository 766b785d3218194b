import { DomainError } from '#domain/domain-error.ts';
import type { ListenerView } from '#domain/view.ts';
import type { Listener } from '#prisma/client.ts';
import { requireWritableLoadBalancer } from '../load-balancer/internal.ts';
import type { Database } from '../read.ts';
import { loadListenerViews } from './view.ts';

export async function getListenerView(db: Database, id: string): Promise<ListenerView> {
  const [view] = await loadListenerViews(db, { id });
  if (!view) {
    throw listenerNotFound(id);
  }
  return view;
}

export function listenerNotFound(id: string): DomainError {
  return new DomainError('InvalidListenerId.NotFound', `There is no listener "${id}".`);
}

/** The listener as it stands, of an instance that takes operations. */
export async function requireWritableListener(db: Database, id: string): Promise<Listener & { regionId: string }> {
  const row = await db.listener.findUnique({ where: { id } });
  if (!row) {
    throw listenerNotFound(id);
  }
  const { regionId } = await requireWritableLoadBalancer(db, row.loadBalancerId);
  return { ...row, regionId };
}

/** The row with its settings, as the audit keeps it. */
export async function listenerForAudit(db: Database, id: string) {
  return db.listener.findUniqueOrThrow({
    where: { id },
    include: { healthCheck: true, accessLists: { select: { accessControlListId: true }, orderBy: { accessControlListId: 'asc' } } },
  });
}
