'use client';

import { type ReactNode, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { useRemoval } from '#components/feedback/use-removal.ts';
import type { UserLinkView, UserView } from '#domain/view.ts';
import { deleteUser, disableUser, enableUser, issueLink, resetTwoFactor } from './actions.ts';
import { LinkDialog } from './link-dialog.tsx';
import { UserDialog } from './user-dialog.tsx';

export type UserAction = 'edit' | 'disable' | 'enable' | 'link' | 'two-factor' | 'delete';

interface UserActionDialogProps {
  user: UserView;
  action: UserAction;
  onClose: () => void;
  onDeleted?: () => void;
}

/** The dialog of what is about to be done with a user. */
export function UserActionDialog({ user, action, onClose, onDeleted }: UserActionDialogProps) {
  const t = useTranslations('users');
  const notify = useNotify();
  switch (action) {
    case 'edit':
      return (
        <UserDialog
          user={user}
          onClose={onClose}
          onSaved={({ name }) => {
            notify('good', t('saved', { name }));
            onClose();
          }}
        />
      );
    case 'link':
      return <IssueLinkDialog user={user} onClose={onClose} />;
    case 'delete':
      return <DeleteDialog user={user} onClose={onClose} onDeleted={onDeleted} />;
    default:
      return <WriteDialog user={user} action={action} onClose={onClose} />;
  }
}

const WRITES = { disable: disableUser, enable: enableUser, 'two-factor': resetTwoFactor };

function WriteDialog({ user, action, onClose }: { user: UserView; action: keyof typeof WRITES; onClose: () => void }) {
  const t = useTranslations('users');
  const notify = useNotify();
  const write = useWrite(() => WRITES[action](user.id));
  const confirm = async () => {
    await write.mutateAsync(undefined);
    notify('good', t(`done.${action}`, { name: user.name }));
  };
  return (
    <ConfirmDialog title={t(`ask.${action}.title`)} isDanger={action !== 'enable'} onConfirm={confirm} onClose={onClose}>
      {t.rich(`ask.${action}.text`, { name: user.name, email: user.email, b: bold })}
    </ConfirmDialog>
  );
}

/** Asks first, since earlier links become void; then shows the new one. */
function IssueLinkDialog({ user, onClose }: { user: UserView; onClose: () => void }) {
  const t = useTranslations('users');
  const [link, setLink] = useState<UserLinkView | null>(null);
  const isIssued = useRef(false);
  const write = useWrite(() => issueLink(user.id));
  const kind = user.details?.status === 'invited' ? 'invitation' : 'reset';
  if (link) {
    return <LinkDialog user={user} link={link} onClose={onClose} />;
  }
  const confirm = async () => {
    const issued = await write.mutateAsync(undefined);
    isIssued.current = true;
    setLink(issued);
  };
  return (
    <ConfirmDialog
      title={t(`ask.${kind}.title`)}
      onConfirm={confirm}
      // The link takes its place when it has come.
      onClose={() => (isIssued.current ? undefined : onClose())}
    >
      {t.rich(`ask.${kind}.text`, { name: user.name, email: user.email, b: bold })}
    </ConfirmDialog>
  );
}

function DeleteDialog({ user, onClose, onDeleted }: { user: UserView; onClose: () => void; onDeleted?: () => void }) {
  const t = useTranslations('users');
  const notify = useNotify();
  const { confirm } = useRemoval(
    () => deleteUser(user.id),
    () => {
      notify('good', t('done.delete', { name: user.name }));
      onDeleted?.();
    },
  );
  return (
    <ConfirmDialog title={t('ask.delete.title')} isDanger onConfirm={confirm} onClose={onClose}>
      {t.rich('ask.delete.text', { name: user.name, email: user.email, b: bold })}
    </ConfirmDialog>
  );
}

const bold = (chunks: ReactNode) => <b>{chunks}</b>;
