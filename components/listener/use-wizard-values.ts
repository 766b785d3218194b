'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import type { CreateListenerInput } from '#domain/listener.ts';
import type { WizardValues } from './wizard-form.ts';

/** All values of the wizard, kept current. The form has them all from its beginning, which its types do not know. */
export function useWizardValues(): WizardValues {
  const { control } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  return useWatch({ control }) as WizardValues;
}
