'use client';

import { useTranslations } from 'use-intl';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { useRemoval } from '#components/feedback/use-removal.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { ServerView } from '#domain/view.ts';
import { removeServer } from './actions.ts';
import { ServerUses } from './server-uses.tsx';

/** A server in use says where and offers no OK; the API decides, should that be news. */
export function RemoveServerDialog({ server, onClose, onRemoved }: { server: ServerView; onClose: () => void; onRemoved: () => void }) {
  const t = useTranslations('servers');
  const tCommon = useTranslations('common');
  const { confirm, usedBy } = useRemoval(() => removeServer(server.id), onRemoved);
  const uses = server.usedBy.length > 0 ? server.usedBy : (usedBy?.groups ?? []);
  if (uses.length > 0) {
    return (
      <Dialog
        open
        role="alertdialog"
        title={t('inUseTitle')}
        onClose={onClose}
        description={t.rich('inUseText', { name: server.name, count: uses.length, b: (chunks) => <b>{chunks}</b> })}
        footer={<Button onClick={onClose}>{tCommon('close')}</Button>}
      >
        <ServerUses regionId={server.regionId} uses={uses} />
      </Dialog>
    );
  }
  return (
    <ConfirmDialog title={t('removeTitle')} isDanger onConfirm={confirm} onClose={onClose}>
      {t.rich('removeText', { name: server.name, address: server.address, b: (chunks) => <b>{chunks}</b> })}
    </ConfirmDialog>
  );
}
