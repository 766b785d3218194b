'use client';

import { type SubmitEvent, useId, useReducer, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ApiError } from '#components/api/api-error.ts';
import { asApiError } from '#components/api/form-errors.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { changeMembers, type DraftMember, issuesOfMembers, memberInputs } from '#components/server-group/member-draft.ts';
import { MembersEditor } from '#components/server-group/members-editor.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { issuesOf } from '#domain/domain-error.ts';
import { type DefaultServerInput, DefaultServersInput } from '#domain/server-group.ts';

interface WeightsDialogProps {
  title: string;
  intro: string;
  initial: DraftMember[];
  opener?: HTMLElement | null;
  /** Rejects with what is to be shown; the dialog stays open then. */
  onSave: (servers: DefaultServerInput[]) => Promise<unknown>;
  onClose: () => void;
}

const WEIGHT_ONLY = ['weight'] as const;

/** Weights of several servers of the default server group; the port is each listener's own (console 6.3). */
export function WeightsDialog({ title, intro, initial, opener, onSave, onClose }: WeightsDialogProps) {
  const tCommon = useTranslations('common');
  const formId = useId();
  const [members, dispatch] = useReducer(changeMembers, initial);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const parsed = DefaultServersInput.safeParse(memberInputs(members).map(({ serverId, weight }) => ({ serverId, weight })));
  const issues = issuesOfMembers(parsed.success ? [] : issuesOf(parsed.error), '');
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    if (!parsed.success || isBusy) {
      return;
    }
    setRefusal(null);
    setIsBusy(true);
    try {
      await onSave(parsed.data);
    } catch (thrown) {
      setRefusal(asApiError(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      open
      size="medium"
      title={title}
      opener={opener}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{tCommon('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" disabled={!parsed.success} busy={isBusy}>
            {tCommon('ok')}
          </Button>
        </>
      }
    >
      <form id={formId} className="grid gap-3" noValidate onSubmit={(event) => void submit(event)}>
        <p className="text-muted">{intro}</p>
        <MembersEditor members={members} columns={WEIGHT_ONLY} issues={issues} dispatch={dispatch} />
        <SubmitError error={refusal} />
      </form>
    </Dialog>
  );
}
