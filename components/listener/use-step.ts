'use client';

import { useEffect, useState } from 'react';
import { STEPS, type Step } from './wizard-form.ts';

/**
 * The step of the wizard. Each one is an entry of the browser's history, so that Back leads to the step before
 * and not out of a half-filled form. A form that was filled in before (`isKept`) goes on at the step of the address.
 */
export function useStep(isKept: boolean): [Step, (next: Step) => void] {
  const [step, setStep] = useState<Step>(() => (isKept ? stepInAddress() : 'protocol'));
  useEffect(() => {
    // After a reload that nothing was kept over, nothing of the later steps is left to show.
    if (!isKept && stepInAddress() !== 'protocol') {
      window.history.replaceState(null, '', window.location.pathname);
    }
    const onPopState = () => setStep(stepInAddress());
    window.addEventListener('popstate', onPopState);
    return () => window.removeEventListener('popstate', onPopState);
  }, [isKept]);
  const go = (next: Step) => {
    if (next !== step) {
      window.history.pushState(null, '', next === 'protocol' ? window.location.pathname : `?step=${next}`);
      setStep(next);
    }
  };
  return [step, go];
}

function stepInAddress(): Step {
  const wanted = new URLSearchParams(window.location.search).get('step');
  return STEPS.find((step) => step === wanted) ?? 'protocol';
}
