'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ApiCall } from '#components/api/call.ts';
import { classNames } from '#components/ui/class-names.ts';
import { CopyButton } from '#components/ui/text.tsx';
import { CODE_LANGUAGES, codeOf } from './call-code.ts';

/** The same calls as programs, ready to copy. */
export function CodeView({ calls }: { calls: readonly ApiCall[] }) {
  const t = useTranslations('apiInspector');
  const [language, setLanguage] = useState<(typeof CODE_LANGUAGES)[number]>('curl');
  const code = calls.map((call) => codeOf(call, language, window.location.origin)).join('\n\n');
  return (
    <div className="grid min-w-0 rounded border border-line bg-surface-sunk">
      <div className="flex items-center gap-1 border-b border-line px-1.5 py-1">
        {CODE_LANGUAGES.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === language}
            onClick={() => setLanguage(one)}
            className={classNames(
              'h-6 rounded px-2 text-[12.5px] hover:bg-surface-hover',
              one === language ? 'bg-surface font-medium text-text' : 'text-muted',
            )}
          >
            {t(one)}
          </button>
        ))}
        <span className="ml-auto">
          <CopyButton text={code} label={t('copy')} />
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard. */}
      <pre tabIndex={0} className="max-h-56 overflow-auto p-3 font-mono text-[12px] leading-[17px]">
        {code}
      </pre>
    </div>
  );
}
