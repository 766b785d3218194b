'use client';

import { type ReactNode, useId } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';

interface AdvancedProps {
  isOpen: boolean;
  onOpen: () => void;
  /** What holds while the fields are closed. */
  summary: ReactNode;
  children: ReactNode;
}

/** Settings that most listeners leave alone: shown as they are, opened by Modify. */
export function Advanced({ isOpen, onOpen, summary, children }: AdvancedProps) {
  const t = useTranslations('wizard');
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-md border border-line">
      <header className="flex items-center justify-between gap-3 bg-surface-sunk px-3 py-1.5">
        <h3 id={id} className="font-medium">
          {t('advanced')}
        </h3>
        {isOpen ? null : (
          <Button variant="link" className="h-8" aria-expanded={false} onClick={onOpen}>
            {t('modify')}
          </Button>
        )}
      </header>
      <div className="border-t border-line p-3">{isOpen ? <div className="grid gap-4">{children}</div> : summary}</div>
    </section>
  );
}
