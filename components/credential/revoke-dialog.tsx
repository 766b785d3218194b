'use client';

import { useTranslations } from 'use-intl';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { useRemoval } from '#components/feedback/use-removal.ts';
import { Time } from '#components/ui/text.tsx';
import type { CredentialView } from '#domain/view.ts';
import { type Owner, revokeCredential } from './actions.ts';

export function RevokeDialog({ owner, credential, onClose }: { owner: Owner; credential: CredentialView; onClose: () => void }) {
  const t = useTranslations('credentials');
  const notify = useNotify();
  const { id, name, lastUsedAt } = credential;
  const { confirm } = useRemoval(
    // An async function has no plan to be copied: no token may do this.
    async () => revokeCredential(owner, id),
    () => notify('good', t('revoked', { name })),
  );
  return (
    <ConfirmDialog title={t('revokeTitle', { name })} isDanger onConfirm={confirm} onClose={onClose}>
      {t.rich('revokeText', { name, b: (chunks) => <b>{chunks}</b> })}{' '}
      {lastUsedAt === null ? (
        t('neverUsed')
      ) : (
        <>
          {t('revokeUsed')} <Time at={lastUsedAt} />
        </>
      )}
    </ConfirmDialog>
  );
}
