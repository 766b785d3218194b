'use client';

import { Check } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { classNames } from '#components/ui/class-names.ts';
import { STEPS, type Step } from './wizard-form.ts';

interface StepperProps {
  current: Step;
  /** Every step can be gone to: what is modified has valid values already. */
  isOpen: boolean;
  onGo: (step: Step) => void;
}

/** The steps of the wizard; those behind lead back. */
export function Stepper({ current, isOpen, onGo }: StepperProps) {
  const t = useTranslations('wizard');
  const position = STEPS.indexOf(current);
  return (
    <nav aria-label={t('steps')}>
      <ol className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
        {STEPS.map((step, index) => {
          const state = index < position ? 'done' : index === position ? 'current' : 'ahead';
          const mark = (
            <span
              className={classNames(
                'flex size-5 flex-none items-center justify-center rounded-full text-[12px] font-semibold tabular-nums',
                state === 'current' && 'bg-accent text-on-accent',
                state === 'done' && 'bg-good-soft text-good',
                state === 'ahead' && 'border border-line-strong text-muted',
              )}
            >
              {state === 'done' ? <Check size={12} strokeWidth={3} aria-hidden /> : index + 1}
            </span>
          );
          return (
            <li key={step} aria-current={state === 'current' ? 'step' : undefined} className="flex items-center gap-2">
              {index > 0 ? <span className="hidden h-px w-6 bg-line-strong sm:block" aria-hidden /> : null}
              {state === 'done' || (isOpen && state === 'ahead') ? (
                <button type="button" onClick={() => onGo(step)} className="flex items-center gap-2 rounded hover:underline">
                  {mark}
                  {t(`step.${step}`)}
                </button>
              ) : (
                <span className={classNames('flex items-center gap-2', state === 'current' ? 'font-semibold' : 'text-muted')}>
                  {mark}
                  {t(`step.${step}`)}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
