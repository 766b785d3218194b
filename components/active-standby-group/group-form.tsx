'use client';

import { type SubmitEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ApiError } from '#components/api/api-error.ts';
import { asApiError } from '#components/api/form-errors.ts';
import { useIdempotencyKey } from '#components/api/idempotency-key.ts';
import { useWrite } from '#components/api/use-write.ts';
import { TheirsTaken, useConflictGuard } from '#components/conflict/conflict-guard.tsx';
import { LeaveGuard } from '#components/feedback/leave-guard.tsx';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { ImpactPanel } from '#components/impact/impact-panel.tsx';
import { usePlan } from '#components/inspector/plans.ts';
import { AvailableServersDialog } from '#components/server-group/available-servers-dialog.tsx';
import type { DraftServer } from '#components/server-group/draft-server.ts';
import { Button } from '#components/ui/button.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import type { CreateActiveStandbyGroupInput } from '#domain/active-standby-group.ts';
import { MEMBERS_PER_ACTIVE_STANDBY_GROUP } from '#domain/limits.ts';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import { createGroup, getGroup, groupPath, updateGroup } from './actions.ts';
import { EditEffects } from './edit-effects.tsx';
import { changesOf, isSameGroup } from './group-changes.ts';
import { draftOf, EMPTY_DRAFT, type GroupDraft, parseDraft, replaceServers, withServers } from './group-draft.ts';
import { ServersAdded } from './servers-added.tsx';

interface GroupFormProps {
  regionId: string;
  loadBalancerId: string;
  /** Absent: a new one. As it is now; the form begins with how it was first. */
  group?: ActiveStandbyGroupView;
  onSaved: (group: ActiveStandbyGroupView) => void;
  onCancel: () => void;
}

/** Create Active/Standby Server Group, console 7.4, steps 6.1 to 6.5; and Edit, which is ours. */
export function GroupForm({ regionId, loadBalancerId, group, onSaved, onCancel }: GroupFormProps) {
  const t = useTranslations('groupForm');
  const tCommon = useTranslations('common');
  const [base, setBase] = useState(group);
  const [initial, setInitial] = useState(() => (group ? draftOf(group) : EMPTY_DRAFT));
  const [draft, setDraft] = useState(initial);
  const [isPicking, setIsPicking] = useState(false);
  const [isNameTouched, setIsNameTouched] = useState(false);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const idempotencyKey = useIdempotencyKey();
  const guard = useConflictGuard();
  const send = (values: CreateActiveStandbyGroupInput) =>
    base
      ? guard(changesOf(base, values), base.version, (changes, ifMatch) => updateGroup(base.id, changes, ifMatch))
      : createGroup(loadBalancerId, values, idempotencyKey);
  const save = useWrite(send);

  const { input, issues, missing } = parseDraft(draft);
  usePlan(() => input && (() => send(input)));
  const allIssues = [...issues, ...(refusal?.problem?.issues ?? [])];
  const nameIssue = allIssues.find((issue) => issue.path === 'name');
  const shownAtField = refusal?.problem?.issues?.some((issue) => /^(name|servers\.\d\.(port|serverId))$/.test(issue.path)) ?? false;

  const change = (next: typeof draft) => {
    setDraft(next);
    setRefusal(null);
  };
  const startOver = (now: ActiveStandbyGroupView) => {
    setBase(now);
    setInitial(draftOf(now));
    change(draftOf(now));
  };
  const isUnchanged = base !== undefined && input !== null && Object.keys(changesOf(base, input)).length === 0;
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    if (!input || isUnchanged || save.isPending) {
      return;
    }
    try {
      setRefusal(null);
      onSaved(await save.mutateAsync(input));
    } catch (thrown) {
      if (thrown instanceof TheirsTaken && base) {
        startOver(await getGroup(base.id));
        return;
      }
      setRefusal(asApiError(thrown));
    }
  };

  return (
    <form className="grid gap-5" noValidate onSubmit={(event) => void submit(event)}>
      {base && group && !save.isPending && !save.isSuccess && !isSameGroup(base, group) ? (
        <Callout tone="warn" title={t('changedTitle')} action={<Button onClick={() => startOver(group)}>{t('startOver')}</Button>}>
          {t('changedText')}
        </Callout>
      ) : null}
      <Field label={t('name')} hint={t('nameHint')} error={isNameTouched || draft.name.length > 80 ? nameIssue?.message : undefined}>
        {(control) => (
          <TextInput
            {...control}
            value={draft.name}
            onChange={(event) => change({ ...draft, name: event.target.value })}
            onBlur={() => setIsNameTouched(true)}
          />
        )}
      </Field>
      <section className="grid gap-2" aria-label={t('servers')}>
        <div className="font-medium">{draft.members.length > 0 ? t('serversAdded') : t('servers')}</div>
        {draft.members.length > 0 ? (
          <ServersAdded
            draft={draft}
            issues={allIssues}
            onPort={(key, port) =>
              change({ ...draft, members: draft.members.map((member) => (member.key === key ? { ...member, port } : member)) })
            }
            onActive={(key) => change({ ...draft, activeKey: key })}
          />
        ) : (
          <p className="text-muted">{t('serversHint')}</p>
        )}
        <div>
          <Button onClick={() => setIsPicking(true)}>{draft.members.length > 0 ? t('changeServers') : t('add')}</Button>
        </div>
        {draft.members.length > 0 ? <p className="text-[12.5px] text-muted">{t('rolesHint')}</p> : null}
      </section>
      <LeaveGuard isDirty={draft !== initial && !save.isPending && !save.isSuccess} />
      {isPicking ? (
        <AvailableServersDialog
          regionId={regionId}
          intro={t('pickTwo')}
          min={MEMBERS_PER_ACTIVE_STANDBY_GROUP}
          max={MEMBERS_PER_ACTIVE_STANDBY_GROUP}
          initial={uniqueServers(draft)}
          onClose={() => setIsPicking(false)}
          onNext={(servers) => {
            change(base ? replaceServers(draft, servers) : withServers(draft, servers));
            setIsPicking(false);
          }}
        />
      ) : null}
      {base && input ? (
        <>
          <EditEffects base={base} draft={draft} input={input} />
          <ImpactPanel change={isUnchanged ? null : { method: 'PATCH', path: groupPath(base.id), body: changesOf(base, input) }} />
        </>
      ) : null}
      {shownAtField ? null : <SubmitError error={refusal} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={!input || isUnchanged} busy={save.isPending}>
          {tCommon('ok')}
        </Button>
        <Button onClick={onCancel}>{tCommon('cancel')}</Button>
        {missing.length > 0 ? (
          <span role="status" className="text-[12.5px] text-muted">
            {t('stillMissing', { what: missing.map((what) => t(`missing.${what}`)).join(' · ') })}
          </span>
        ) : null}
        {isUnchanged ? <span className="text-[12.5px] text-muted">{t('unchanged')}</span> : null}
      </div>
    </form>
  );
}

/** One server may be both members. */
function uniqueServers({ members }: GroupDraft): DraftServer[] {
  return [...new Map(members.map(({ server }) => [server.id, server])).values()];
}
