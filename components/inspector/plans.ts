'use client';

import { createContext, useContext, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ApiCall } from '#components/api/call.ts';
import { callsOf } from '#components/api/planned-call.ts';

/** What OK would run as things stand; null while the form is not complete. */
export type Planned = (() => unknown) | null;
type ReadPlan = () => Planned | Promise<Planned>;

/** A dialog, or the page; what it would send stands at its buttons. */
export type PlanOwner = symbol;
export const PAGE: PlanOwner = Symbol('page');

interface Offer {
  owner: PlanOwner;
  read: () => ReadPlan;
}

let plans: readonly Offer[] = [];
/** A dialog that was mounted in the commit that is under way: its owner, mounted right after it, has its plan. */
let justMounted: PlanOwner | null = null;
const listeners = new Set<() => void>();

export const PlanOwnerContext = createContext<PlanOwner | null>(null);

/** For a dialog: makes it the owner of the plan of the component that opened it, or of one inside. */
export function usePlanOwner(): PlanOwner {
  const [owner] = useState(() => Symbol('dialog'));
  useLayoutEffect(() => {
    justMounted = owner;
    queueMicrotask(() => {
      if (justMounted === owner) {
        justMounted = null;
      }
    });
  }, [owner]);
  return owner;
}

/**
 * Offers the API call of a form, before it is made, to the dialog or page that the form is in. What `read` returns is run
 * up to its first request, which is not sent (see `callsOf`). With `isDialogOnly` pages do not show it: what a page could
 * run besides its form is known only in the dialogs that ask for it.
 */
export function usePlan(read: ReadPlan, { isDialogOnly = false, isOff = false } = {}): void {
  const latest = useRef(read);
  const inside = useContext(PlanOwnerContext);
  useLayoutEffect(() => {
    latest.current = read;
  });
  useLayoutEffect(() => {
    if (isOff) {
      return;
    }
    const owner = inside ?? takeJustMounted() ?? PAGE;
    if (owner === PAGE && isDialogOnly) {
      return;
    }
    const plan = { owner, read: () => latest.current };
    change([...plans, plan]);
    return () => change(plans.filter((one) => one !== plan));
  }, [inside, isDialogOnly, isOff]);
  // Its owner was rendered: what it would send may be another call now.
  useEffect(planChanged);
}

/** For the children of a question that has no form: what OK runs. */
export function Plan({ run }: { run: () => unknown }): null {
  usePlan(() => run);
  return null;
}

/** To be called when a form has other values, where nothing else is rendered for that. */
export function planChanged(): void {
  for (const listener of listeners) {
    listener();
  }
}

export function useHasPlan(owner: PlanOwner): boolean {
  return useSyncExternalStore(
    subscribe,
    () => plansOf(owner).length > 0,
    () => false,
  );
}

/** Kept current while it is mounted; null: the form is not complete; empty: the call cannot be known before it is made. */
export function usePlannedCalls(owner: PlanOwner): ApiCall[] | null {
  const [calls, setCalls] = useState<ApiCall[] | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const look = async () => {
      const found = await plannedCalls(owner);
      if (isCurrent) {
        setCalls((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found));
      }
    };
    const onChange = () => void look();
    onChange();
    const unsubscribe = subscribe(onChange);
    return () => {
      isCurrent = false;
      unsubscribe();
    };
  }, [owner]);
  return calls;
}

async function plannedCalls(owner: PlanOwner): Promise<ApiCall[] | null> {
  let calls: ApiCall[] | null = null;
  // The last is that of the form itself, which those of its parts may know better.
  for (const plan of plansOf(owner).reverse()) {
    const run = await plan.read()();
    calls = run ? callsOf(run) : calls;
    if (calls && calls.length > 0) {
      return calls;
    }
  }
  return calls;
}

function plansOf(owner: PlanOwner): Offer[] {
  return plans.filter((plan) => plan.owner === owner);
}

function takeJustMounted(): PlanOwner | null {
  const owner = justMounted;
  justMounted = null;
  return owner;
}

function change(next: readonly Offer[]): void {
  plans = next;
  planChanged();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
