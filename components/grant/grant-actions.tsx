'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { useRemoval } from '#components/feedback/use-removal.ts';
import { Button } from '#components/ui/button.tsx';
import type { Role } from '#domain/role.ts';
import { deleteGrant, updateGrant } from './actions.ts';
import { RoleField } from './role-field.tsx';

/** A grant, in the words of its dialogs. */
export interface NamedGrant {
  id: string;
  holder: string;
  regionName: string | null;
  role: Role;
}

/** Change and remove, at the end of a grant's row. */
export function GrantActions({ grant }: { grant: NamedGrant }) {
  const t = useTranslations('permissions');
  const [doing, setDoing] = useState<'change' | 'remove' | null>(null);
  const close = () => setDoing(null);
  return (
    <span className="row-actions flex gap-3">
      <Button variant="link" onClick={() => setDoing('change')}>
        {t('change')}
      </Button>
      <Button variant="link" onClick={() => setDoing('remove')}>
        {t('remove')}
      </Button>
      {doing === 'change' ? <ChangeRoleDialog grant={grant} onClose={close} /> : null}
      {doing === 'remove' ? <RemoveGrantDialog grant={grant} onClose={close} /> : null}
    </span>
  );
}

function ChangeRoleDialog({ grant, onClose }: { grant: NamedGrant; onClose: () => void }) {
  const t = useTranslations('permissions');
  const notify = useNotify();
  const [role, setRole] = useState(grant.role);
  const write = useWrite(() => updateGrant(grant.id, { role }));
  const confirm = async () => {
    await write.mutateAsync(undefined);
    notify('good', t('changed', { holder: grant.holder }));
  };
  return (
    <ConfirmDialog title={t('changeTitle')} isReady={role !== grant.role} onConfirm={confirm} onClose={onClose}>
      <p className="mb-3">{useGrantText('changeText', grant)}</p>
      <RoleField isEverywhere={grant.regionName === null} value={role} onChange={setRole} />
    </ConfirmDialog>
  );
}

function RemoveGrantDialog({ grant, onClose }: { grant: NamedGrant; onClose: () => void }) {
  const t = useTranslations('permissions');
  const notify = useNotify();
  const { confirm } = useRemoval(
    () => deleteGrant(grant.id),
    () => notify('good', t('removed', { holder: grant.holder })),
  );
  return (
    <ConfirmDialog title={t('removeTitle')} isDanger onConfirm={confirm} onClose={onClose}>
      {useGrantText('removeText', grant)}
    </ConfirmDialog>
  );
}

function useGrantText(text: 'changeText' | 'removeText', { holder, regionName, role }: NamedGrant) {
  const t = useTranslations('permissions');
  const tRole = useTranslations('userRole');
  return t.rich(text, {
    holder,
    role: tRole(`name.${role}`),
    where: regionName ?? t('allRegions'),
    b: (chunks) => <b>{chunks}</b>,
  });
}
