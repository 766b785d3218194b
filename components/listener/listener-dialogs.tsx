'use client';

import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { ImpactPanel } from '#components/impact/impact-panel.tsx';
import type { ListenerView } from '#domain/view.ts';
import { listenerPath, removeListener, stopListener } from './actions.ts';

interface ListenerDialogProps {
  listener: ListenerView;
  onClose: () => void;
}

export function StopListenerDialog({ listener, onClose }: ListenerDialogProps) {
  const t = useTranslations('listeners');
  const stop = useWrite(() => stopListener(listener.id));
  return (
    <ConfirmDialog title={t('stopTitle')} onConfirm={() => stop.mutateAsync(undefined)} onClose={onClose}>
      <div className="grid gap-3">
        <div>{t.rich('stopText', { ...wordsOf(listener), b: (chunks) => <b>{chunks}</b> })}</div>
        <ImpactPanel change={{ method: 'POST', path: `${listenerPath(listener.id)}/stop` }} />
      </div>
    </ConfirmDialog>
  );
}

export function RemoveListenerDialog({ listener, onClose, onRemoved }: ListenerDialogProps & { onRemoved: () => void }) {
  const t = useTranslations('listeners');
  const remove = useWrite(() => removeListener(listener.id));
  return (
    <ConfirmDialog title={t('removeTitle')} isDanger onConfirm={() => remove.mutateAsync(undefined).then(onRemoved)} onClose={onClose}>
      <div className="grid gap-3">
        <div>{t.rich('removeText', { ...wordsOf(listener), b: (chunks) => <b>{chunks}</b> })}</div>
        <ImpactPanel change={{ method: 'DELETE', path: listenerPath(listener.id) }} />
      </div>
    </ConfirmDialog>
  );
}

function wordsOf(listener: ListenerView) {
  return { name: listener.name, port: `${listener.protocol.toUpperCase()}:${listener.port.toString()}` };
}
