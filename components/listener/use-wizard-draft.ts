'use client';

import { useEffect, useState } from 'react';
import type { DefaultValues } from 'react-hook-form';
import { useIdempotencyKey } from '#components/api/idempotency-key.ts';
import { type Draft, useDraft } from '#components/feedback/use-draft.ts';
import type { ListenerTarget } from '#domain/listener.ts';
import type { ListenerView } from '#domain/view.ts';
import { newListenerValues, valuesOf, type WizardForm, type WizardValues } from './wizard-form.ts';

interface KeptWizard {
  values: WizardValues;
  /** What the values are compared with, and whose version they are meant for; absent for a new listener. */
  base?: ListenerView;
  /** A submit whose answer was lost and that is repeated after a reload creates nothing twice. */
  idempotencyKey: string;
}

interface WizardDraft {
  base: ListenerView | undefined;
  idempotencyKey: string;
  /** How the form is while nothing is typed. */
  untouched: DefaultValues<WizardValues>;
  draft: Draft<KeptWizard>;
}

/** What the wizard begins with: what was left in it when its page went away, else the listener, else what a new one has. */
export function useWizardDraft(instanceId: string, listener: ListenerView | undefined, kind?: ListenerTarget['kind']): WizardDraft {
  const draft = useDraft<KeptWizard>(`listener/${instanceId}/${listener?.id ?? 'new'}`);
  const idempotencyKey = useIdempotencyKey(draft.kept?.idempotencyKey);
  // Later answers about the listener do not change what is being typed, nor what it is compared with.
  const [base] = useState(draft.kept ? draft.kept.base : listener);
  const [untouched] = useState(() => (base ? valuesOf(base) : newListenerValues(kind)));
  return { base, idempotencyKey, untouched, draft };
}

/** Keeps what is typed as it is typed. */
export function useKeepDraft(form: WizardForm, { base, untouched, idempotencyKey, draft }: WizardDraft): void {
  useEffect(
    () =>
      form.subscribe({
        formState: { values: true },
        callback: () => {
          const values = form.getValues();
          if (JSON.stringify(values) === JSON.stringify(untouched)) {
            draft.clear();
          } else {
            draft.keep({ values, base, idempotencyKey });
          }
        },
      }),
    [form, base, untouched, idempotencyKey, draft],
  );
}
