'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { CodeView } from '#components/inspector/code-view.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { CopyButton } from '#components/ui/text.tsx';
import type { CreatedCredentialView } from '#domain/view.ts';

/** Shows what proves a new credential, once. Nothing but the button closes it. */
export function SecretDialog({ credential, onClose }: { credential: CreatedCredentialView; onClose: () => void }) {
  const t = useTranslations('credentials');
  const tCommon = useTranslations('common');
  const { secret } = credential;
  return (
    <Dialog
      open
      role="alertdialog"
      size="medium"
      title={t(credential.kind === 'api-token' ? 'madeToken' : 'madeKey')}
      onClose={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          {secret === null ? tCommon('close') : t('saved')}
        </Button>
      }
    >
      {secret === null ? <Callout tone="warn">{t('lost')}</Callout> : <Secret credential={credential} secret={secret} />}
    </Dialog>
  );
}

function Secret({ credential, secret }: { credential: CreatedCredentialView; secret: string }) {
  const t = useTranslations('credentials');
  const isToken = credential.kind === 'api-token';
  const lines = isToken
    ? [{ name: t('token'), value: secret }]
    : [
        { name: t('keyId'), value: credential.id },
        { name: t('keySecret'), value: secret },
      ];
  return (
    <>
      <Callout tone="warn">{t('once')}</Callout>
      <div className="grid gap-2">
        {lines.map(({ name, value }) => (
          <Field key={name} label={name} className="max-w-none!">
            {(control) => (
              <div className="flex items-center gap-1.5">
                <TextInput
                  {...control}
                  readOnly
                  value={value}
                  className="font-mono text-[12.5px]"
                  onFocus={(event) => event.target.select()}
                />
                <CopyButton text={value} label={t('copy', { what: name })} />
              </div>
            )}
          </Field>
        ))}
        <div>
          <Button onClick={() => saveAsFile(credential, secret)}>
            <Download size={14} aria-hidden />
            {t('download')}
          </Button>
        </div>
      </div>
      {isToken ? (
        <div className="grid gap-1.5">
          <p className="text-[12.5px] text-muted">{t('tryIt')}</p>
          <CodeView calls={[{ method: 'GET', path: '/api/v1/me' }]} />
        </div>
      ) : null}
    </>
  );
}

/** As a shell or a container reads variables from a file. */
function saveAsFile({ kind, id, name }: CreatedCredentialView, secret: string): void {
  const lines = kind === 'api-token' ? [`OPENSLB_TOKEN=${secret}`] : [`ACCESS_KEY_ID=${id}`, `ACCESS_KEY_SECRET=${secret}`];
  const url = URL.createObjectURL(new Blob([`${lines.join('\n')}\n`], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}.env`;
  link.click();
  URL.revokeObjectURL(url);
}
