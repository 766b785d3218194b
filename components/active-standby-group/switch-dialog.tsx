'use client';

import { type SubmitEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { useGroup } from '#components/api/queries.ts';
import { useWrite } from '#components/api/use-write.ts';
import { LoadError, SubmitError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { ImpactPanel } from '#components/impact/impact-panel.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { Endpoint, Truncated } from '#components/ui/text.tsx';
import { MemberRole, type SwitchActiveStandbyGroupInput } from '#domain/active-standby-group.ts';
import { Reason } from '#domain/field.ts';
import { REASON_LENGTH_MAX } from '#domain/limits.ts';
import type { ActiveStandbyGroupView, ActiveStandbyMemberView } from '#domain/view.ts';
import { groupPath, switchGroup } from './actions.ts';
import { SwitchWarning } from './switch-warning.tsx';
import { membersOf } from './words.ts';

interface SwitchDialogProps {
  group: ActiveStandbyGroupView;
  onClose: () => void;
}

/** Whether traffic is on the standby, so that the next switch leads back. */
export function isAway({ serving, switch: last }: ActiveStandbyGroupView): boolean {
  return last?.to === 'standby' || serving.role === 'standby';
}

/** A switch-over by hand, of all listeners of a group (docs/decisions/0005). */
export function SwitchDialog({ group, onClose }: SwitchDialogProps) {
  const t = useTranslations('switchOver');
  const tCommon = useTranslations('common');
  const notify = useNotify();
  const formId = useId();
  // What is asked when the dialog opens stays the question, also when traffic moves meanwhile.
  const [to, setTo] = useState<MemberRole>(isAway(group) ? 'active' : 'standby');
  const [reason, setReason] = useState('');
  const [isTouched, setIsTouched] = useState(false);
  const order = useWrite((input: SwitchActiveStandbyGroupInput) => switchGroup(group.id, input));
  const members = membersOf(group);
  const gaining = members[to];
  const parsed = Reason.safeParse(reason);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    setIsTouched(true);
    if (parsed.success && !order.isPending) {
      order.mutate(
        { to, reason: parsed.data },
        {
          onSuccess: () => {
            notify('good', t('done', { name: group.name, server: gaining?.serverName ?? '' }));
            onClose();
          },
        },
      );
    }
  };
  return (
    <Dialog
      open
      role="alertdialog"
      size="medium"
      title={t(to === 'active' ? 'backTitle' : 'title')}
      description={t.rich('intro', { name: group.name, b: (chunks) => <b>{chunks}</b> })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{tCommon('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={order.isPending}>
            {t(to === 'active' ? 'submitBack' : 'submit')}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate className="grid gap-4" onSubmit={submit}>
        <Targets group={group} to={to} onChange={setTo} />
        {gaining ? <SwitchWarning group={group} gaining={gaining} /> : null}
        <Field
          label={t('reason')}
          className="max-w-none"
          hint={t('reasonHint')}
          error={(isTouched || reason.length > REASON_LENGTH_MAX) && !parsed.success ? parsed.error.issues[0]?.message : undefined}
        >
          {(control) => (
            <TextInput
              {...control}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              onBlur={() => setIsTouched(reason !== '')}
            />
          )}
        </Field>
        <ImpactPanel change={{ method: 'POST', path: `${groupPath(group.id)}/switch`, body: { to, reason: t('title') } }} />
        {to === 'standby' ? (
          <Callout title={t('holdTitle')}>{t('hold', { server: gaining?.serverName ?? '' })}</Callout>
        ) : (
          <Callout>{t('backText', { server: gaining?.serverName ?? '' })}</Callout>
        )}
        <SubmitError error={order.error ? asApiError(order.error) : null} />
      </form>
    </Dialog>
  );
}

function Targets({ group, to, onChange }: { group: ActiveStandbyGroupView; to: MemberRole; onChange: (to: MemberRole) => void }) {
  const t = useTranslations('switchOver');
  const members = membersOf(group);
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t('target')}</legend>
      <div className="grid gap-1">
        {MemberRole.options.map((role) => {
          const member = members[role];
          return member ? (
            <Target
              key={role}
              name={name}
              member={member}
              isServing={group.serving.role === role}
              isChosen={role === to}
              onChoose={() => onChange(role)}
            />
          ) : null;
        })}
      </div>
    </fieldset>
  );
}

interface TargetProps {
  name: string;
  member: ActiveStandbyMemberView;
  isServing: boolean;
  isChosen: boolean;
  onChoose: () => void;
}

function Target({ name, member, isServing, isChosen, onChoose }: TargetProps) {
  const t = useTranslations('switchOver');
  const tRole = useTranslations('role');
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <input id={id} type="radio" name={name} className="tick mt-1" checked={isChosen} onChange={onChoose} />
      <label htmlFor={id} className="flex min-w-0 flex-wrap gap-x-2 py-0.5">
        <span className="text-muted">{tRole(member.role)}</span>
        <Truncated text={member.serverName} className="max-w-64 font-medium" />
        <Endpoint address={member.address} port={member.port} />
        {isServing ? <span className="text-muted">· {t('servesNow')}</span> : null}
      </label>
    </div>
  );
}

/** From the row of a listener, which knows its group by id only. */
export function SwitchListenerDialog({ groupId, onClose }: { groupId: string; onClose: () => void }) {
  const t = useTranslations('switchOver');
  const { data: group, error, refetch } = useGroup(groupId);
  if (group) {
    return <SwitchDialog group={group} onClose={onClose} />;
  }
  return (
    <Dialog open size="medium" title={t('title')} onClose={onClose}>
      {error ? <LoadError error={error} onRetry={() => void refetch()} /> : <p className="text-muted">{t('loading')}</p>}
    </Dialog>
  );
}
