'use client';

import { ImpactPanel } from '#components/impact/impact-panel.tsx';
import { CreateListenerInput } from '#domain/listener.ts';
import type { ListenerView } from '#domain/view.ts';
import { listenerPath } from './actions.ts';
import { changesOf, effectiveValues, type WizardValues } from './wizard-form.ts';

/** What saving would do to the connections of the listener that is being modified; nothing without a change. */
export function WizardImpact({ base, values }: { base: ListenerView; values: WizardValues }) {
  const parsed = CreateListenerInput.safeParse(effectiveValues(values));
  const body = parsed.success ? changesOf(base, parsed.data) : {};
  return <ImpactPanel change={Object.keys(body).length > 0 ? { method: 'PATCH', path: listenerPath(base.id), body } : null} />;
}
