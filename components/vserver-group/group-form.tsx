'use client';

import { type SubmitEvent, useReducer, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ApiError } from '#components/api/api-error.ts';
import { asApiError } from '#components/api/form-errors.ts';
import { useIdempotencyKey } from '#components/api/idempotency-key.ts';
import { useWrite } from '#components/api/use-write.ts';
import { TheirsTaken, useConflictGuard } from '#components/conflict/conflict-guard.tsx';
import { LeaveGuard } from '#components/feedback/leave-guard.tsx';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { ImpactPanel } from '#components/impact/impact-panel.tsx';
import type { ProposedChange } from '#components/impact/use-impact.ts';
import { usePlan } from '#components/inspector/plans.ts';
import { AvailableServersDialog } from '#components/server-group/available-servers-dialog.tsx';
import { changeMembers, draftOf, issuesOfMembers, type MembersAction, memberInputs } from '#components/server-group/member-draft.ts';
import { MembersEditor } from '#components/server-group/members-editor.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { issuesOf } from '#domain/domain-error.ts';
import { SERVERS_PER_SUBMIT_MAX } from '#domain/limits.ts';
import { CreateVServerGroupInput } from '#domain/server-group.ts';
import type { VServerGroupView } from '#domain/view.ts';
import { createVServerGroup, getVServerGroup, updateVServerGroup, vserverGroupPath } from './actions.ts';
import { changesOf, isSameGroup, leavingWithTraffic } from './group-changes.ts';

interface GroupFormProps {
  regionId: string;
  loadBalancerId: string;
  /** Absent: a new one. As it is now; the form begins with how it was first. */
  group?: VServerGroupView;
  onSaved: (group: VServerGroupView) => void;
  onCancel: () => void;
}

const COLUMNS = ['port', 'weight'] as const;

/** Create VServer Group, and Edit (console 7.3). */
export function VServerGroupForm({ regionId, loadBalancerId, group, onSaved, onCancel }: GroupFormProps) {
  const t = useTranslations('vserverForm');
  const tPicker = useTranslations('availableServers');
  const tCommon = useTranslations('common');
  const [base, setBase] = useState(group);
  const [name, setName] = useState(group?.name ?? '');
  const [members, dispatch] = useReducer(changeMembers, draftOf(group?.servers ?? []));
  const [isDirty, setIsDirty] = useState(false);
  const [isPicking, setIsPicking] = useState(false);
  const [isNameTouched, setIsNameTouched] = useState(false);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const idempotencyKey = useIdempotencyKey();
  const guard = useConflictGuard();
  const send = (input: CreateVServerGroupInput) =>
    base
      ? guard(changesOf(base, input), base.version, (changes, ifMatch) => updateVServerGroup(base.id, changes, ifMatch))
      : createVServerGroup(loadBalancerId, input, idempotencyKey);
  const save = useWrite(send);

  const parsed = CreateVServerGroupInput.safeParse({ name, servers: memberInputs(members) });
  const issues = parsed.success ? [] : issuesOf(parsed.error);
  const refused = refusal?.problem?.issues ?? [];
  const nameIssue = [...issues, ...refused].find((issue) => issue.path === 'name');
  const memberIssues = issuesOfMembers([...issues, ...refused], 'servers.');
  const isRefusedAtField = refused.some((issue) => /^(name|servers\.\d+(\..+)?)$/.test(issue.path));
  const missing = [
    ...(nameIssue ? (['name'] as const) : []),
    ...(memberIssues.size > 0 ? (['members'] as const) : []),
    ...(members.length === 0 && !base ? (['servers'] as const) : []),
  ];

  const valid = parsed.success && missing.length === 0 ? parsed.data : null;
  usePlan(() => valid && (() => send(valid)));

  const change = (action: MembersAction) => {
    dispatch(action);
    setIsDirty(true);
    setRefusal(null);
  };
  const startOver = (now: VServerGroupView) => {
    setBase(now);
    setName(now.name);
    dispatch({ type: 'load', members: draftOf(now.servers) });
    setIsDirty(false);
    setRefusal(null);
  };
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    if (!valid || save.isPending) {
      return;
    }
    try {
      setRefusal(null);
      onSaved(await save.mutateAsync(valid));
    } catch (thrown) {
      if (thrown instanceof TheirsTaken && base) {
        startOver(await getVServerGroup(base.id));
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
      <Field label={t('name')} hint={t('nameHint')} error={isNameTouched || name.length > 80 ? nameIssue?.message : undefined}>
        {(control) => (
          <TextInput
            {...control}
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              setIsDirty(true);
              setRefusal(null);
            }}
            onBlur={() => setIsNameTouched(true)}
          />
        )}
      </Field>
      <section className="grid gap-2" aria-label={t('servers')}>
        <div className="font-medium">
          {t('servers')} <span className="font-normal text-muted tabular-nums">{members.length > 0 ? members.length : null}</span>
        </div>
        {members.length > 0 ? (
          <MembersEditor members={members} columns={COLUMNS} issues={memberIssues} canChangeServers dispatch={change} />
        ) : (
          <p className="text-muted">{t('serversHint')}</p>
        )}
        <div>
          <Button onClick={() => setIsPicking(true)}>{t('add')}</Button>
        </div>
        {members.length > 0 ? <p className="text-[12.5px] text-muted">{t('membersHint')}</p> : null}
        <Leaving base={base} input={parsed.data} />
        <ImpactPanel change={base && parsed.data ? proposalOf(base, parsed.data) : null} />
      </section>
      <LeaveGuard isDirty={isDirty && !save.isPending && !save.isSuccess} />
      {isPicking ? (
        <AvailableServersDialog
          regionId={regionId}
          intro={tPicker('introMany', { count: SERVERS_PER_SUBMIT_MAX })}
          max={SERVERS_PER_SUBMIT_MAX}
          onClose={() => setIsPicking(false)}
          onNext={(servers) => {
            change({ type: 'add', servers });
            setIsPicking(false);
          }}
        />
      ) : null}
      {isRefusedAtField ? null : <SubmitError error={refusal} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={missing.length > 0} busy={save.isPending}>
          {base ? tCommon('ok') : t('create')}
        </Button>
        <Button onClick={onCancel}>{tCommon('cancel')}</Button>
        {missing.length > 0 ? (
          <span role="status" className="text-[12.5px] text-muted">
            {t('stillMissing', { what: missing.map((what) => t(`missing.${what}`)).join(' · ') })}
          </span>
        ) : null}
      </div>
    </form>
  );
}

function proposalOf(base: VServerGroupView, input: CreateVServerGroupInput): ProposedChange | null {
  const body = changesOf(base, input);
  return Object.keys(body).length > 0 ? { method: 'PATCH', path: vserverGroupPath(base.id), body } : null;
}

/** The advice of console 7.2: weight 0 first, remove when the traffic has stopped. */
function Leaving({ base, input }: { base: VServerGroupView | undefined; input: CreateVServerGroupInput | undefined }) {
  const t = useTranslations('vserverForm');
  const leaving = base && input ? leavingWithTraffic(base, input) : [];
  if (!base || base.listeners.length === 0 || leaving.length === 0) {
    return null;
  }
  return (
    <Callout tone="warn" title={t('leavingTitle')}>
      {t('leavingText', {
        count: leaving.length,
        servers: leaving.map((member) => `${member.serverName}:${member.port.toString()}`).join(', '),
      })}
    </Callout>
  );
}
