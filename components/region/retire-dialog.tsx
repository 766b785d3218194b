'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import type { RegionView } from '#domain/view.ts';
import { retireRegion } from './actions.ts';

/** A region with something in it says what, and offers no OK; the API decides, should that be news. */
export function RetireDialog({ region, onClose, onRetired }: { region: RegionView; onClose: () => void; onRetired: () => void }) {
  const t = useTranslations('regions');
  const tCommon = useTranslations('common');
  const [typed, setTyped] = useState('');
  const write = useWrite(() => retireRegion(region.id));
  const { instanceCount: instances, serverCount: servers, accessControlListCount: lists } = region;
  const b = (chunks: React.ReactNode) => <b>{chunks}</b>;
  if (instances + servers + lists > 0) {
    return (
      <Dialog
        open
        role="alertdialog"
        title={t('inUseTitle')}
        onClose={onClose}
        description={t.rich('inUseText', { name: region.name, b })}
        footer={<Button onClick={onClose}>{tCommon('close')}</Button>}
      >
        <p>{t('contents', { instances, servers, lists })}</p>
      </Dialog>
    );
  }
  const retire = async () => {
    await write.mutateAsync(undefined);
    onRetired();
  };
  return (
    <ConfirmDialog title={t('retireTitle')} isDanger isReady={typed.trim() === region.id} onConfirm={retire} onClose={onClose}>
      <div className="grid gap-4">
        <p>{t.rich('retireText', { name: region.name, b })}</p>
        <Field label={t('typeId', { id: region.id })}>
          {(control) => <TextInput {...control} className="font-mono" value={typed} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
      </div>
    </ConfirmDialog>
  );
}
