'use client';

import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import type { ListenerView } from '#domain/view.ts';
import { removeListener, stopListener } from './actions.ts';

interface ListenerDialogProps {
  listener: ListenerView;
  onClose: () => void;
}

export function StopListenerDialog({ listener, onClose }: ListenerDialogProps) {
  const t = useTranslations('listeners');
  const stop = useWrite(() => stopListener(listener.id));
  return (
    <ConfirmDialog title={t('stopTitle')} onConfirm={() => stop.mutateAsync(undefined)} onClose={onClose}>
      {t.rich('stopText', { ...wordsOf(listener), b: (chunks) => <b>{chunks}</b> })}
    </ConfirmDialog>
  );
}

export function RemoveListenerDialog({ listener, onClose, onRemoved }: ListenerDialogProps & { onRemoved: () => void }) {
  const t = useTranslations('listeners');
  const remove = useWrite(() => removeListener(listener.id));
  return (
    <ConfirmDialog title={t('removeTitle')} isDanger onConfirm={() => remove.mutateAsync(undefined).then(onRemoved)} onClose={onClose}>
      {t.rich('removeText', { ...wordsOf(listener), b: (chunks) => <b>{chunks}</b> })}
    </ConfirmDialog>
  );
}

function wordsOf(listener: ListenerView) {
  return { name: listener.name, port: `${listener.protocol.toUpperCase()}:${listener.port.toString()}` };
}
