'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { request } from '#components/api/client.ts';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { ImpactPanel } from '#components/impact/impact-panel.tsx';
import { NOT_RESTORED } from '#domain/history.ts';
import { ChangesTable } from './changes-table.tsx';
import { restorePath, useVersionDocuments, type VersionedResource } from './queries.ts';

interface RestoreDialogProps {
  resource: VersionedResource;
  version: number;
  /** The newest version when the dialog opened: what is shown is what is confirmed. */
  current: number;
  onClose: () => void;
}

/** What going back would change, for the configuration and for open connections, before it is done. */
export function RestoreDialog({ resource, version, current: newest, onClose }: RestoreDialogProps) {
  const t = useTranslations('history');
  const notify = useNotify();
  const [current] = useState(newest);
  const [now, then] = useVersionDocuments(resource, [current, version]);
  const path = restorePath(resource, version);
  const restore = useWrite(() => request(path, { method: 'POST', ifMatch: current }));
  const done = () => notify('good', t('restoreDone', { number: version }));
  return (
    <ConfirmDialog
      size="large"
      title={t('restoreTitle', { number: version })}
      isReady={now?.data !== undefined && then?.data !== undefined}
      onConfirm={() => restore.mutateAsync(undefined).then(done)}
      onClose={onClose}
    >
      <div className="grid gap-3">
        <p>{t('restoreText')}</p>
        {now?.data && then?.data ? <ChangesTable from={now.data} to={then.data} without={NOT_RESTORED} /> : null}
        <ImpactPanel change={{ method: 'POST', path }} />
      </div>
    </ConfirmDialog>
  );
}
