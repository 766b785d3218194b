'use client';

import { type SubmitEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { TheirsTaken, useConflictGuard } from '#components/conflict/conflict-guard.tsx';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Switch } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { AccessControl } from '#domain/access-control.ts';
import type { IpVersion } from '#domain/network.ts';
import type { ListenerView } from '#domain/view.ts';
import { AccessControlChoice, useChosenLists } from './access-control-choice.tsx';
import { updateListener } from './actions.ts';

interface SetAccessControlDialogProps {
  listener: ListenerView;
  /** Of the instance: lists of the other version are not offered (data-plane 10.1). */
  ipVersion: IpVersion;
  onClose: () => void;
  onSaved: () => void;
}

/** console 10.3. A whitelist without any entry asks once more, because it lets everybody pass (data-plane 10.2). */
export function SetAccessControlDialog({ listener, ipVersion, onClose, onSaved }: SetAccessControlDialogProps) {
  const t = useTranslations('setAccessControl');
  const tCommon = useTranslations('common');
  const formId = useId();
  const [isOn, setIsOn] = useState(listener.accessControl !== null);
  const [value, setValue] = useState<AccessControl>({
    mode: listener.accessControl?.mode ?? 'whitelist',
    listIds: listener.accessControl?.listIds ?? [],
  });
  const [issue, setIssue] = useState<string>();
  const [isAsking, setIsAsking] = useState(false);
  const { lists, isEmpty } = useChosenLists({ regionId: listener.regionId, ipVersion }, value.listIds);
  const guard = useConflictGuard();
  // What is typed is meant for the listener as it was when the dialog opened.
  const [version] = useState(listener.version);
  const save = useWrite(() =>
    guard({ accessControl: isOn ? value : null }, version, (changes, ifMatch) => updateListener(listener.id, changes, ifMatch)),
  );

  const send = () => save.mutate(undefined, { onSuccess: onSaved, onError: (error) => error instanceof TheirsTaken && onClose() });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const parsed = AccessControl.safeParse(value);
    if (isOn && !parsed.success) {
      setIssue(parsed.error.issues[0]?.message);
    } else if (isOn && isEmpty && value.mode === 'whitelist') {
      setIsAsking(true);
    } else {
      send();
    }
  };
  const error = <SubmitError error={save.error ? asApiError(save.error) : null} />;

  if (isAsking) {
    return (
      <Dialog
        open
        role="alertdialog"
        size="medium"
        title={t('emptyTitle')}
        onClose={onClose}
        footer={
          <>
            <Button key="back" onClick={() => setIsAsking(false)}>
              {tCommon('previous')}
            </Button>
            <Button key="confirm" variant="danger" busy={save.isPending} onClick={send}>
              {tCommon('ok')}
            </Button>
          </>
        }
      >
        <Callout tone="bad">{t('emptyWhitelist')}</Callout>
        {error}
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      size="medium"
      title={t('title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{tCommon('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={save.isPending} disabled={isOn && !lists.data}>
            {tCommon('ok')}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate className="grid gap-4" onSubmit={submit}>
        <Switch label={t('enable')} hint={t('enableHint')} checked={isOn} onChange={(event) => setIsOn(event.target.checked)} />
        {isOn ? (
          <AccessControlChoice
            regionId={listener.regionId}
            ipVersion={ipVersion}
            value={value}
            issue={issue}
            onChange={(next) => {
              setIssue(undefined);
              setValue(next);
            }}
          />
        ) : null}
        {error}
      </form>
    </Dialog>
  );
}
