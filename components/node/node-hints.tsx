'use client';

import { ChevronRight, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';

/** What a node lacks, a line each with how to mend it: for whoever looks after its host. */
export function NodeHints({ hints }: { hints: readonly string[] }) {
  const t = useTranslations('engine');
  return hints.length === 0 ? null : (
    <details className="group/hints mt-1 max-w-[26rem] min-w-0">
      <summary className="flex min-h-6 w-fit cursor-pointer list-none items-center gap-1.5 rounded text-warn [&::-webkit-details-marker]:hidden">
        <TriangleAlert size={14} className="flex-none" aria-hidden />
        {t('hints', { count: hints.length })}
        <ChevronRight size={14} className="flex-none transition-transform group-open/hints:rotate-90" aria-hidden />
      </summary>
      <ul className="grid list-disc gap-1.5 py-1 pl-5 text-[12.5px] leading-[18px] whitespace-normal [overflow-wrap:anywhere]">
        {hints.map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ul>
    </details>
  );
}
