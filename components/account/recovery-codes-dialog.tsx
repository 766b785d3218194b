'use client';

import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Checkbox } from '#components/ui/field.tsx';
import { CopyButton } from '#components/ui/text.tsx';

/** They are shown this once: the dialog goes only when the user says that they are kept. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const t = useTranslations('account');
  const keptId = useId();
  const [isKept, setIsKept] = useState(false);
  const text = codes.join('\n');
  return (
    <Dialog
      open
      role="alertdialog"
      title={t('codesTitle')}
      description={t('codesText')}
      onClose={() => isKept && onClose()}
      footer={
        <>
          <Button onClick={() => save(text)}>{t('download')}</Button>
          <Button variant="primary" disabled={!isKept} onClick={onClose}>
            {t('done')}
          </Button>
        </>
      }
    >
      <div className="relative rounded border border-line bg-surface-sunk p-3">
        <ul aria-label={t('codesTitle')} className="grid gap-1 font-mono text-[13px] wrap-anywhere">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className="absolute top-2 right-2">
          <CopyButton text={text} label={t('copyCodes')} />
        </div>
      </div>
      <div className="flex items-center gap-2">
        <Checkbox id={keptId} checked={isKept} onChange={(event) => setIsKept(event.target.checked)} />
        <label htmlFor={keptId}>{t('codesKept')}</label>
      </div>
    </Dialog>
  );
}

function save(text: string): void {
  const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'openslb-recovery-codes.txt';
  link.click();
  URL.revokeObjectURL(url);
}
