'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';

/** Time for a page to leave what the write removed, so that it is not asked for once more. */
const LEAVE_MS = 50;

/** A write; afterwards, whatever came of it, everything on the page is read again. */
export function useWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: write, onSettled: () => void setTimeout(() => void queries.invalidateQueries(), LEAVE_MS) });
}
