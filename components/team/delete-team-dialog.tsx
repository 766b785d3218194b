'use client';

import { useTranslations } from 'use-intl';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { useRemoval } from '#components/feedback/use-removal.ts';
import type { TeamView } from '#domain/view.ts';
import { deleteTeam } from './actions.ts';

export function DeleteTeamDialog({ team, onClose, onDeleted }: { team: TeamView; onClose: () => void; onDeleted?: () => void }) {
  const t = useTranslations('teams');
  const notify = useNotify();
  const { confirm } = useRemoval(
    () => deleteTeam(team.id),
    () => {
      notify('good', t('deleted', { name: team.name }));
      onDeleted?.();
    },
  );
  return (
    <ConfirmDialog title={t('deleteTitle')} isDanger onConfirm={confirm} onClose={onClose}>
      {t.rich('deleteText', {
        name: team.name,
        members: team.members.length,
        roles: team.roles?.length ?? 0,
        b: (chunks) => <b>{chunks}</b>,
      })}
    </ConfirmDialog>
  );
}
