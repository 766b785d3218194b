'use client';

import { useSyncExternalStore } from 'react';
import { type ApiCall, isRead } from './call.ts';

/** A call that was answered, or was not (`status` 0). */
export interface RecordedCall extends ApiCall {
  id: number;
  /** ms */
  at: number;
  status: number;
  durationMs: number;
}

const CALLS_MAX = 100;
/** A page reads every few seconds: without a share of their own, changes would be gone within minutes. */
const READS_MAX = 50;

let calls: readonly RecordedCall[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

/** Keeps the last calls of this page, the newest first. */
export function recordCall(call: ApiCall, answer: { at: number; status: number; durationMs: number }): void {
  lastId += 1;
  publish(bounded([{ ...call, ...answer, id: lastId }, ...calls]));
}

export function forgetCalls(): void {
  publish([]);
}

export const recordedCalls = () => calls;

export function useRecordedCalls(): readonly RecordedCall[] {
  return useSyncExternalStore(subscribe, recordedCalls, none);
}

function bounded(all: readonly RecordedCall[]): readonly RecordedCall[] {
  if (all.length <= CALLS_MAX) {
    return all;
  }
  const hasManyReads = all.filter(isRead).length > READS_MAX;
  const oldest = hasManyReads ? all.findLastIndex(isRead) : all.length - 1;
  return all.toSpliced(oldest, 1);
}

function publish(next: readonly RecordedCall[]): void {
  calls = next;
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const NONE: readonly RecordedCall[] = [];
const none = () => NONE;
