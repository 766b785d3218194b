'use client';

import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SubmitError } from './load-error.tsx';

interface ConfirmDialogProps {
  title: string;
  children: ReactNode;
  size?: 'small' | 'medium' | 'large';
  isDanger?: boolean;
  /** OK stays disabled until this holds. */
  isReady?: boolean;
  /** Rejects with what is to be shown; the dialog stays open then. */
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something is interrupted or lost; the confirm button is OK (console 1.3). */
export function ConfirmDialog({ title, children, size, isDanger = false, isReady = true, onConfirm, onClose }: ConfirmDialogProps) {
  const t = useTranslations('common');
  const isDone = useRef(false);
  const action = useMutation({
    mutationFn: onConfirm,
    onSuccess: () => {
      isDone.current = true;
      onClose();
    },
  });
  return (
    <Dialog
      open
      role="alertdialog"
      size={size}
      title={title}
      description={children}
      onClose={onClose}
      // What was deleted takes its row and the row's buttons with it.
      hasOpener={() => !(isDanger && isDone.current)}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant={isDanger ? 'danger' : 'primary'} busy={action.isPending} disabled={!isReady} onClick={() => action.mutate()}>
            {t('ok')}
          </Button>
        </>
      }
    >
      <SubmitError error={action.error ? asApiError(action.error) : null} />
    </Dialog>
  );
}
