'use client';

import { useState } from 'react';

/**
 * One key per opening of a form: a double click, or a retry after a lost answer, creates nothing twice. `kept`: of the
 * opening that goes on with this one.
 */
export function useIdempotencyKey(kept?: string): string {
  const [key] = useState(() => kept ?? newKey());
  return key;
}

/** `crypto.randomUUID` exists on https and localhost only. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
