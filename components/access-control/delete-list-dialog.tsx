'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { useRemoval } from '#components/feedback/use-removal.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ListenerPort } from '#components/ui/text.tsx';
import type { AccessControlListSummary, UsingListener } from '#domain/view.ts';
import { deleteAccessControlList } from './actions.ts';

interface DeleteListDialogProps {
  list: AccessControlListSummary;
  onClose: () => void;
  onDeleted: () => void;
}

/** A list in use says by which listeners and offers no OK; the API decides, should that be news. */
export function DeleteListDialog({ list, onClose, onDeleted }: DeleteListDialogProps) {
  const t = useTranslations('accessControl');
  const { confirm, usedBy } = useRemoval(() => deleteAccessControlList(list.id), onDeleted);
  const users: UsingListener[] = list.listeners.length > 0 ? list.listeners : (usedBy?.listeners ?? []);
  if (users.length > 0) {
    return <InUseDialog list={list} users={users} onClose={onClose} />;
  }
  return (
    <ConfirmDialog title={t('deleteTitle')} isDanger onConfirm={confirm} onClose={onClose}>
      {t.rich('deleteText', { name: list.name, count: list.entryCount, b: (chunks) => <b>{chunks}</b> })}
    </ConfirmDialog>
  );
}

function InUseDialog({ list, users, onClose }: { list: AccessControlListSummary; users: UsingListener[]; onClose: () => void }) {
  const t = useTranslations('accessControl');
  const tCommon = useTranslations('common');
  return (
    <Dialog
      open
      role="alertdialog"
      title={t('inUseTitle')}
      onClose={onClose}
      footer={<Button onClick={onClose}>{tCommon('close')}</Button>}
      description={t.rich('inUseText', { name: list.name, count: users.length, b: (chunks) => <b>{chunks}</b> })}
    >
      <ul className="grid gap-1">
        {users.map((listener) => (
          <li key={listener.id}>
            <Link
              href={`/${list.regionId}/instances/${listener.loadBalancerId ?? ''}/listeners`}
              className="text-accent-text underline underline-offset-2"
            >
              {listener.loadBalancerName} <ListenerPort listener={listener} />
            </Link>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
