'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { FormProvider, useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import type { ApiError } from '#components/api/api-error.ts';
import { applyIssues, asApiError, issuesOf } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { TheirsTaken, useConflictGuard } from '#components/conflict/conflict-guard.tsx';
import { DraftNote } from '#components/feedback/draft-note.tsx';
import { LeaveGuard } from '#components/feedback/leave-guard.tsx';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useFormPlan } from '#components/inspector/form-plan.ts';
import { Button } from '#components/ui/button.tsx';
import { Card } from '#components/ui/surface.tsx';
import { CreateListenerInput, type ListenerTarget } from '#domain/listener.ts';
import type { ListenerView, LoadBalancerView } from '#domain/view.ts';
import { createListener, updateListener } from './actions.ts';
import { StepBackend } from './step-backend.tsx';
import { StepHealth } from './step-health.tsx';
import { StepProtocol } from './step-protocol.tsx';
import { StepSubmit } from './step-submit.tsx';
import { Stepper } from './stepper.tsx';
import { useStep } from './use-step.ts';
import { useKeepDraft, useWizardDraft } from './use-wizard-draft.ts';
import { ALL_FIELDS, changesOf, effectiveValues, STEP_FIELDS, STEPS, type Step, stepOfIssues, type WizardValues } from './wizard-form.ts';
import { WizardImpact } from './wizard-impact.tsx';
import { WizardProgress } from './wizard-progress.tsx';

const resolve = standardSchemaResolver(CreateListenerInput);

interface ListenerWizardProps {
  instance: LoadBalancerView;
  /** Absent: add a new one. */
  listener?: ListenerView;
  /** What a new one begins with. */
  kind?: ListenerTarget['kind'];
  /** What was entered shall be forgotten, for what others have made of the listener or for nothing: begin anew. */
  onStartOver: () => void;
}

/** console 6: Protocol and Listener > Backend Servers > Health Check > Submit. */
export function ListenerWizard({ instance, listener, kind, onStartOver }: ListenerWizardProps) {
  const t = useTranslations('wizard');
  const tCommon = useTranslations('common');
  const router = useRouter();
  const begun = useWizardDraft(instance.id, listener, kind);
  const { base, draft, idempotencyKey } = begun;
  const [step, setStep] = useStep(draft.kept !== null);
  const [refusal, setRefusal] = useState<{ error: ApiError; message: string | null } | null>(null);
  const guard = useConflictGuard();
  const form = useForm<WizardValues, unknown, CreateListenerInput>({
    resolver: (values, context, options) => resolve(effectiveValues(values), context, options),
    mode: 'onTouched',
    defaultValues: draft.kept?.values ?? begun.untouched,
  });
  const send = (values: CreateListenerInput) =>
    base
      ? guard(changesOf(base, values), base.version, (changes, ifMatch) => updateListener(base.id, changes, ifMatch))
      : createListener(instance.id, values, idempotencyKey);
  const save = useWrite(send);
  useFormPlan(form, send);
  useKeepDraft(form, begun);
  const heading = useStepFocus(step);

  const startOver = () => {
    draft.drop();
    onStartOver();
  };
  const cancel = () => {
    draft.drop();
    router.push(`/${instance.regionId}/instances/${instance.id}/listeners`);
  };
  const go = (next: Step) => {
    setRefusal(null);
    setStep(next);
  };
  /** Ahead only over fields that hold. */
  const goFrom = async (next: Step) => {
    const isAhead = STEPS.indexOf(next) > STEPS.indexOf(step);
    if (!isAhead || (await form.trigger([...STEP_FIELDS[step]], { shouldFocus: true }))) {
      go(next);
    }
  };
  const submit = form.handleSubmit(
    async (values) => {
      setRefusal(null);
      try {
        await save.mutateAsync(values);
        draft.drop();
      } catch (thrown) {
        if (thrown instanceof TheirsTaken) {
          startOver();
          return;
        }
        const error = asApiError(thrown);
        const message = applyIssues(error, ALL_FIELDS, form.setError);
        setStep(stepOfIssues(issuesOf(error).map((issue) => issue.path)) ?? 'submit');
        setRefusal({ error, message });
      }
    },
    (errors) => setStep(stepOfIssues(Object.keys(errors)) ?? 'submit'),
  );
  const onSubmit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (step === 'submit') {
      await submit();
      return;
    }
    const fields = STEP_FIELDS[step];
    if (await form.trigger([...fields], { shouldFocus: true })) {
      go(STEPS[STEPS.indexOf(step) + 1] ?? 'submit');
      return;
    }
    // What was refused once is checked again with each key, not only when the field is left.
    for (const field of fields.filter((one) => form.getFieldState(one).error)) {
      form.setValue(field, form.getValues(field), { shouldTouch: true });
    }
  };

  if (save.data) {
    return <WizardProgress saved={save.data} instance={instance} isExisting={listener !== undefined} />;
  }
  const isExisting = listener !== undefined;
  return (
    <FormProvider {...form}>
      <form noValidate className="grid max-w-4xl gap-4" onSubmit={(event) => void onSubmit(event)}>
        <LeaveGuard isDirty={(draft.kept !== null || form.formState.isDirty) && !save.isPending} onLeave={() => draft.drop()} />
        {draft.kept ? <DraftNote onDiscard={startOver} /> : null}
        <Stepper current={step} isOpen={isExisting} onGo={(next) => void goFrom(next)} />
        <Card>
          <div className="grid gap-5">
            <h2 ref={heading} tabIndex={-1} className="text-[16px] font-semibold outline-none">
              {t(`step.${step}`)}
            </h2>
            {step === 'protocol' ? <StepProtocol lists={instance} isExisting={isExisting} /> : null}
            {step === 'backend' ? <StepBackend regionId={instance.regionId} loadBalancerId={instance.id} /> : null}
            {step === 'health' ? <StepHealth regionId={instance.regionId} loadBalancerId={instance.id} /> : null}
            {step === 'submit' ? <StepSubmit instance={instance} isExisting={isExisting} onModify={go} /> : null}
            {step === 'submit' && base ? <WizardImpact base={base} values={form.getValues()} /> : null}
          </div>
        </Card>
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
        <div className="flex gap-2">
          {step === 'protocol' ? null : (
            <Button onClick={() => go(STEPS[STEPS.indexOf(step) - 1] ?? 'protocol')}>{tCommon('previous')}</Button>
          )}
          <Button type="submit" variant="primary" busy={save.isPending}>
            {step === 'submit' ? t('submit') : tCommon('next')}
          </Button>
          <Button onClick={cancel}>{tCommon('cancel')}</Button>
        </div>
      </form>
    </FormProvider>
  );
}

/** Each step begins at its heading, for those who use the keyboard or a screen reader. */
function useStepFocus(step: Step) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step) {
      shown.current = step;
      heading.current?.focus({ preventScroll: true });
      window.scrollTo({ top: 0 });
    }
  }, [step]);
  return heading;
}
