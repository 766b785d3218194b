'use client';

import { useTranslations } from 'use-intl';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { CopyButton, Time } from '#components/ui/text.tsx';
import type { PersonView, UserLinkView } from '#domain/view.ts';

interface LinkDialogProps {
  user: PersonView;
  /** Null: it was told already, in an answer that got lost. */
  link: UserLinkView | null;
  /** Where the user is given a role, if that comes next. */
  next?: string;
  onClose: () => void;
}

/** Shows a one-time link, once. */
export function LinkDialog({ user, link, next, onClose }: LinkDialogProps) {
  const t = useTranslations('users');
  const tCommon = useTranslations('common');
  return (
    <Dialog
      open
      role="alertdialog"
      size="medium"
      title={link?.kind === 'password-reset' ? t('resetLinkTitle') : t('inviteLinkTitle')}
      onClose={onClose}
      footer={
        <>
          {next ? <LinkButton href={next}>{t('giveRole')}</LinkButton> : null}
          <Button variant="primary" onClick={onClose}>
            {tCommon('close')}
          </Button>
        </>
      }
    >
      {link ? <TheLink user={user} link={link} /> : <Callout tone="warn">{t('linkLost')}</Callout>}
    </Dialog>
  );
}

function TheLink({ user, link }: { user: PersonView; link: UserLinkView }) {
  const t = useTranslations('users');
  const url = `${window.location.origin}${link.path}`;
  return (
    <>
      <p className="wrap-anywhere">{t.rich('linkText', { name: user.name, email: user.email, b: (chunks) => <b>{chunks}</b> })}</p>
      <Field label={t('link')} className="max-w-none!">
        {(control) => (
          <div className="flex items-center gap-1.5">
            <TextInput {...control} readOnly value={url} className="font-mono text-[12.5px]" onFocus={(event) => event.target.select()} />
            <CopyButton text={url} label={t('copyLink')} />
          </div>
        )}
      </Field>
      <Callout tone="warn">
        {t('linkOnce')} {t('linkUntil')} <Time at={link.expiresAt} />
      </Callout>
    </>
  );
}
