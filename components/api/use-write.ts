'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { usePlan } from '#components/inspector/plans.ts';
import { canBePlanned } from './planned-call.ts';

/** Time for a page to leave what the write removed, so that it is not asked for once more. */
const LEAVE_MS = 50;

/** A write; afterwards, whatever came of it, everything on the page is read again. */
export function useWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  // One that takes no input is known before it is made: the dialog that asks for it shows its call.
  usePlan(() => () => write(undefined as Input), { isDialogOnly: true, isOff: write.length > 0 || !canBePlanned(write) });
  return useUnplannedWrite(write);
}

/** For those that tell their plan themselves. */
export function useUnplannedWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: write, onSettled: () => void setTimeout(() => void queries.invalidateQueries(), LEAVE_MS) });
}
