'use client';

import { Braces } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { CodeView } from './code-view.tsx';
import { type PlanOwner, useHasPlan, usePlannedCalls } from './plans.ts';

/** For the buttons of a dialog: the request that OK would send, before it is sent. Nothing where there is none. */
export function PlannedCallsDisclosure({ owner }: { owner: PlanOwner }) {
  const t = useTranslations('apiInspector');
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  if (!useHasPlan(owner)) {
    return null;
  }
  return (
    <>
      {isOpen ? (
        <div id={id} className="order-first min-w-0 basis-full">
          <PlannedCalls owner={owner} />
        </div>
      ) : null}
      <Button
        variant="quiet"
        className="mr-auto -ml-2"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Braces size={14} aria-hidden />
        {t('apiCall')}
      </Button>
    </>
  );
}

export function PlannedCalls({ owner }: { owner: PlanOwner }) {
  const t = useTranslations('apiInspector');
  const calls = usePlannedCalls(owner);
  if (calls && calls.length > 0) {
    return <CodeView calls={calls} />;
  }
  return <p className="text-[12.5px] text-muted">{t(calls ? 'readsFirst' : 'incomplete')}</p>;
}
