'use client';

import { type SubmitEvent, useState } from 'react';
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import type { ApiError } from '#components/api/api-error.ts';
import { applyIssues, asApiError } from '#components/api/form-errors.ts';
import { useUnplannedWrite } from '#components/api/use-write.ts';
import { useFormPlan } from '#components/inspector/form-plan.ts';

interface SubmitOptions<Input extends FieldValues, Output extends FieldValues, Result> {
  form: UseFormReturn<Input, unknown, Output>;
  /** Fields of the form that can show an issue of the API. */
  fields: readonly FieldPath<Input>[];
  submit: (values: Output) => Promise<Result>;
  onDone: (result: Result) => void;
}

interface Refusal {
  error: ApiError;
  /** For the form as a whole; null when the fields say it all. */
  message: string | null;
}

/**
 * Sends a form once it is valid; what the API refuses is shown at its fields, what was typed stays. The call that it would
 * make is shown by the dialog or page around it, unless `submit` is an async function (see `canBePlanned`).
 */
export function useSubmit<Input extends FieldValues, Output extends FieldValues, Result>(options: SubmitOptions<Input, Output, Result>) {
  const { form, fields, onDone } = options;
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const write = useUnplannedWrite(options.submit);
  useFormPlan(form, options.submit);
  const send = form.handleSubmit(async (values) => {
    setRefusal(null);
    try {
      onDone(await write.mutateAsync(values));
    } catch (thrown) {
      const error = asApiError(thrown);
      setRefusal({ error, message: applyIssues(error, fields, form.setError) });
    }
  });
  return {
    /** A form inside a dialog is also inside the page's form as React sees it, so the event ends here. */
    onSubmit: (event: SubmitEvent<HTMLFormElement>) => {
      event.preventDefault();
      event.stopPropagation();
      void send(event);
    },
    send: () => void send(),
    isBusy: write.isPending,
    refusal,
  };
}
