'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { useRemoval } from '#components/feedback/use-removal.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ListenerPort } from '#components/ui/text.tsx';
import type { GroupListenerView, UsingListener } from '#domain/view.ts';

interface DeletableGroup {
  id: string;
  name: string;
  regionId: string;
  loadBalancerId: string;
  listeners: GroupListenerView[];
}

interface DeleteGroupDialogProps {
  kind: 'vserver-group' | 'active-standby-group';
  group: DeletableGroup;
  remove: (id: string) => Promise<unknown>;
  onClose: () => void;
  onDeleted: () => void;
}

/** A group in use says by which listeners and offers no OK; the API decides, should that be news. */
export function DeleteGroupDialog({ kind, group, remove, onClose, onDeleted }: DeleteGroupDialogProps) {
  const t = useTranslations('deleteGroup');
  const { confirm, usedBy } = useRemoval(() => remove(group.id), onDeleted);
  const users: UsingListener[] = group.listeners.length > 0 ? group.listeners : (usedBy?.listeners ?? []);
  if (users.length > 0) {
    return <InUseDialog group={group} users={users} onClose={onClose} />;
  }
  return (
    <ConfirmDialog title={t(`title.${kind}`)} isDanger onConfirm={confirm} onClose={onClose}>
      {t.rich('text', { name: group.name, id: group.id, b: (chunks) => <b>{chunks}</b> })}
    </ConfirmDialog>
  );
}

function InUseDialog({ group, users, onClose }: { group: DeletableGroup; users: UsingListener[]; onClose: () => void }) {
  const t = useTranslations('deleteGroup');
  const tCommon = useTranslations('common');
  const base = `/${group.regionId}/instances/${group.loadBalancerId}/listeners`;
  return (
    <Dialog
      open
      role="alertdialog"
      title={t('inUseTitle')}
      onClose={onClose}
      footer={<Button onClick={onClose}>{tCommon('close')}</Button>}
      description={t.rich('inUseText', { name: group.name, count: users.length, b: (chunks) => <b>{chunks}</b> })}
    >
      <ul className="grid gap-1">
        {users.map((listener) => (
          <li key={listener.id}>
            <Link href={`${base}/${listener.id}/modify`} className="text-accent-text hover:underline">
              <ListenerPort listener={listener} /> {listener.name}
            </Link>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
