'use client';

import { useEffect } from 'react';
import type { FieldValues, UseFormReturn } from 'react-hook-form';
import { canBePlanned } from '#components/api/planned-call.ts';
import { type Planned, planChanged, usePlan } from './plans.ts';

/** The plan of a form that `submit` sends; none for an async `submit` (see `canBePlanned`). */
export function useFormPlan<Input extends FieldValues, Output extends FieldValues>(
  form: UseFormReturn<Input, unknown, Output>,
  submit: (values: Output) => Promise<unknown>,
): void {
  usePlan(() => planOf(form, submit), { isOff: !canBePlanned(submit) });
  useEffect(() => form.subscribe({ formState: { values: true }, callback: planChanged }), [form]);
}

/** Reads the form without a word about what is wrong in it: nobody has asked for it to be sent. */
async function planOf<Input extends FieldValues, Output extends FieldValues>(
  form: UseFormReturn<Input, unknown, Output>,
  submit: (values: Output) => Promise<unknown>,
): Promise<Planned> {
  const { resolver, context } = form.control._options;
  const read = await resolver?.(form.getValues(), context, { fields: {}, shouldUseNativeValidation: false });
  const isValid = read !== undefined && Object.keys(read.errors).length === 0;
  return isValid ? () => submit(read.values as Output) : null;
}
