'use client';

import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { ImpactPanel } from '#components/impact/impact-panel.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { Mono } from '#components/ui/text.tsx';
import type { AccessControlListView } from '#domain/view.ts';
import { listPath, removeEntries } from './actions.ts';

const NAMED_AT_MOST = 10;

interface DeleteEntriesDialogProps {
  list: AccessControlListView;
  cidrs: string[];
  onClose: () => void;
  onDeleted: () => void;
}

/** The last entries may go too, which can let everybody pass: that is said before (data-plane 10.2). */
export function DeleteEntriesDialog({ list, cidrs, onClose, onDeleted }: DeleteEntriesDialogProps) {
  const t = useTranslations('accessControl');
  const remove = useWrite(() => removeEntries(list.id, cidrs));
  const isLast = list.entries.every((entry) => cidrs.includes(entry.cidr));
  return (
    <ConfirmDialog
      title={t('deleteEntriesTitle')}
      isDanger
      onConfirm={() => remove.mutateAsync(undefined).then(onDeleted)}
      onClose={onClose}
    >
      <div className="grid gap-3">
        <p>{t('deleteEntriesText', { count: cidrs.length, listeners: list.listeners.length })}</p>
        <ul className="grid gap-0.5">
          {cidrs.slice(0, NAMED_AT_MOST).map((cidr) => (
            <li key={cidr}>
              <Mono>{cidr}</Mono>
            </li>
          ))}
          {cidrs.length > NAMED_AT_MOST ? <li className="text-muted">{t('andMore', { count: cidrs.length - NAMED_AT_MOST })}</li> : null}
        </ul>
        <ImpactPanel change={{ method: 'POST', path: `${listPath(list.id)}/entries/remove`, body: { cidrs } }} />
        {isLast && list.listeners.length > 0 ? (
          <Callout tone="bad" title={t('becomesEmpty')}>
            {t('becomesEmptyText', { count: list.listeners.length })}
          </Callout>
        ) : null}
      </div>
    </ConfirmDialog>
  );
}
