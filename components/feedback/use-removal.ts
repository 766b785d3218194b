'use client';

import { useState } from 'react';
import { asApiError } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import type { Problem } from '#domain/view.ts';

/**
 * Removes something that may be in use. `usedBy` says by what, once the API has refused for that; what somebody else
 * removed meanwhile counts as done, since what was asked for is so.
 */
export function useRemoval(remove: () => Promise<unknown>, onDone: () => void) {
  const [usedBy, setUsedBy] = useState<Problem['usedBy']>();
  const write = useWrite(remove);
  const confirm = async () => {
    try {
      await write.mutateAsync(undefined);
    } catch (thrown) {
      const error = asApiError(thrown);
      setUsedBy(error.problem?.usedBy);
      if (!error.isGone) {
        throw error;
      }
    }
    onDone();
  };
  return { confirm, usedBy };
}
