'use client';

import { useRouter } from 'next/navigation';
import { type SubmitEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useListenersOf } from '#components/active-standby-group/queries.ts';
import { StandbyWarning } from '#components/active-standby-group/switch-warning.tsx';
import { membersOf } from '#components/active-standby-group/words.ts';
import { asApiError } from '#components/api/form-errors.ts';
import { useIdempotencyKey } from '#components/api/idempotency-key.ts';
import { useWrite } from '#components/api/use-write.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { usePlan } from '#components/inspector/plans.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, NumberInput, TextInput } from '#components/ui/field.tsx';
import { numberOrText } from '#components/ui/number-text.ts';
import { issuesOf } from '#domain/domain-error.ts';
import { StartDrillInput } from '#domain/drill.ts';
import type { ActiveStandbyGroupView, ListenerView } from '#domain/view.ts';
import { startDrill } from './actions.ts';
import { DrillObstacles } from './drill-obstacles.tsx';
import { EstablishedConnections } from './established-connections.tsx';
import { proposedSeconds } from './proposed-seconds.ts';

interface DrillDialogProps {
  group: ActiveStandbyGroupView;
  /** Path of the pages of drills. */
  base: string;
  onClose: () => void;
}

/** Opens once the listeners are known: the duration that is proposed depends on their checks. */
export function DrillDialog(props: DrillDialogProps) {
  const listeners = useListenersOf(props.group)?.filter(({ enabled }) => enabled);
  return listeners ? <OpenDrillDialog {...props} listeners={listeners} /> : null;
}

/** Says what a drill does before it is started. */
function OpenDrillDialog({ group, base, onClose, listeners }: DrillDialogProps & { listeners: ListenerView[] }) {
  const t = useTranslations('drillDialog');
  const tCommon = useTranslations('common');
  const router = useRouter();
  const formId = useId();
  const [seconds, setSeconds] = useState(() => proposedSeconds(listeners.map(({ healthCheck }) => healthCheck)).toString());
  const [reason, setReason] = useState('');
  const [isSent, setIsSent] = useState(false);
  const idempotencyKey = useIdempotencyKey();
  const start = useWrite((input: StartDrillInput) => startDrill(group.id, input, idempotencyKey));
  const { active, standby } = membersOf(group);
  const parsed = StartDrillInput.safeParse({ seconds: numberOrText(seconds), reason });
  usePlan(() => (parsed.success ? () => startDrill(group.id, parsed.data, idempotencyKey) : null));
  const issues = parsed.success ? [] : issuesOf(parsed.error);
  const errorOf = (path: string) => issues.find((issue) => issue.path === path)?.message;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    setIsSent(true);
    if (parsed.success && !start.isPending) {
      start.mutate(parsed.data, { onSuccess: (drill) => router.push(`${base}/${drill.id}`) });
    }
  };
  return (
    <Dialog
      open
      role="alertdialog"
      size="medium"
      title={t('title')}
      description={t.rich('intro', { active: active?.serverName ?? '', b: (chunks) => <b>{chunks}</b> })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{tCommon('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={start.isPending} disabled={listeners.length === 0}>
            {t('start')}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate className="grid gap-4" onSubmit={submit}>
        <ol className="grid list-decimal gap-1 pl-5">
          <li>{t('steps.window')}</li>
          <li>{t('steps.moves', { active: active?.serverName ?? '', standby: standby?.serverName ?? '' })}</li>
          <li>{t('steps.ends', { active: active?.serverName ?? '' })}</li>
        </ol>
        {standby && listeners.length > 0 ? <StandbyWarning group={group} standby={standby} /> : null}
        <div className="grid gap-x-4 gap-y-2 sm:grid-cols-[10rem_1fr]">
          <Field label={t('seconds')} hint={t('secondsHint')} error={errorOf('seconds')}>
            {(control) => <NumberInput {...control} value={seconds} onChange={(event) => setSeconds(event.target.value)} />}
          </Field>
          <Field label={t('reason')} className="max-w-none" hint={t('reasonHint')} error={isSent ? errorOf('reason') : undefined}>
            {(control) => <TextInput {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
          </Field>
        </div>
        <DrillObstacles group={group} listeners={listeners} seconds={Number(seconds)} />
        {active && listeners.length > 0 ? <EstablishedConnections group={group} listeners={listeners} leaving={active} /> : null}
        <SubmitError error={start.error ? asApiError(start.error) : null} />
      </form>
    </Dialog>
  );
}
