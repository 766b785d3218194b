'use client';

import { type SubmitEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { useAccessControlLists } from '#components/api/queries.ts';
import { useWrite } from '#components/api/use-write.ts';
import { LoadError, SubmitError } from '#components/feedback/load-error.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Checkbox, FieldError, Radio, Switch } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { Mono, Truncated } from '#components/ui/text.tsx';
import { AccessControl, AccessControlMode } from '#domain/access-control.ts';
import { ACCESS_CONTROL_LISTS_PER_LISTENER_MAX, PAGE_SIZE_MAX } from '#domain/limits.ts';
import type { IpVersion } from '#domain/network.ts';
import type { AccessControlListSummary, ListenerView } from '#domain/view.ts';
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
  const [mode, setMode] = useState<AccessControlMode>(listener.accessControl?.mode ?? 'whitelist');
  const [listIds, setListIds] = useState<string[]>(listener.accessControl?.listIds ?? []);
  const [issue, setIssue] = useState<string>();
  const [isAsking, setIsAsking] = useState(false);
  const lists = useAccessControlLists({ regionId: listener.regionId, ipVersion, pageSize: PAGE_SIZE_MAX });
  const save = useWrite(() => updateListener(listener.id, { accessControl: isOn ? { mode, listIds } : null }));
  const chosen = lists.data?.items.filter((list) => listIds.includes(list.id)) ?? [];
  const isEmpty = isOn && chosen.length > 0 && chosen.every((list) => list.entryCount === 0);

  const send = () => save.mutate(undefined, { onSuccess: onSaved });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const parsed = AccessControl.safeParse({ mode, listIds });
    if (isOn && !parsed.success) {
      setIssue(parsed.error.issues[0]?.message);
    } else if (isEmpty && mode === 'whitelist') {
      setIsAsking(true);
    } else {
      send();
    }
  };
  const toggle = (id: string) => {
    setIssue(undefined);
    setListIds((all) => (all.includes(id) ? all.filter((one) => one !== id) : [...all, id]));
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
          <>
            <Modes mode={mode} onChange={setMode} />
            <fieldset className="grid gap-2">
              <legend className="mb-1 font-medium">{t('lists')}</legend>
              <p className="text-[12.5px] text-muted">{t('listsHint', { max: ACCESS_CONTROL_LISTS_PER_LISTENER_MAX })}</p>
              {lists.error && !lists.data ? <LoadError error={lists.error} onRetry={() => void lists.refetch()} /> : null}
              {lists.data?.items.map((list) => (
                <ListChoice
                  key={list.id}
                  list={list}
                  isChosen={listIds.includes(list.id)}
                  isFull={listIds.length >= ACCESS_CONTROL_LISTS_PER_LISTENER_MAX}
                  onToggle={() => toggle(list.id)}
                />
              ))}
              {lists.data?.totalCount === 0 ? (
                <p>
                  {t('noList', { version: ipVersion === 'ipv4' ? 'IPv4' : 'IPv6' })}{' '}
                  <LinkButton variant="link" href={`/${listener.regionId}/access-control?create=1`}>
                    {t('createList')}
                  </LinkButton>
                </p>
              ) : null}
              <FieldError message={issue} />
            </fieldset>
            {isEmpty ? <Callout tone={mode === 'whitelist' ? 'bad' : 'warn'}>{t(`empty.${mode}`)}</Callout> : null}
          </>
        ) : null}
        {error}
      </form>
    </Dialog>
  );
}

function Modes({ mode, onChange }: { mode: AccessControlMode; onChange: (mode: AccessControlMode) => void }) {
  const t = useTranslations('setAccessControl');
  const tMode = useTranslations('accessControlMode');
  const name = useId();
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 font-medium">{t('method')}</legend>
      {AccessControlMode.options.map((option) => (
        <div key={option}>
          <Radio name={name} label={tMode(option)} checked={option === mode} onChange={() => onChange(option)} />
          <p className="pl-6 text-[12.5px] text-muted">{t(`methodHint.${option}`)}</p>
        </div>
      ))}
    </fieldset>
  );
}

interface ListChoiceProps {
  list: AccessControlListSummary;
  isChosen: boolean;
  isFull: boolean;
  onToggle: () => void;
}

function ListChoice({ list, isChosen, isFull, onToggle }: ListChoiceProps) {
  const t = useTranslations('setAccessControl');
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <Checkbox id={id} className="mt-0.5" checked={isChosen} disabled={isFull && !isChosen} onChange={onToggle} />
      <label htmlFor={id} className="min-w-0">
        <Truncated text={list.name} className="font-medium" />{' '}
        <span className="text-muted">
          <Mono>{list.id}</Mono> · {t('entryCount', { count: list.entryCount })}
        </span>
      </label>
    </div>
  );
}
