'use client';

import { ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import type { RecordedCall } from '#components/api/call-log.ts';
import { classNames } from '#components/ui/class-names.ts';
import { ClockTime } from '#components/ui/text.tsx';
import { CodeView } from './code-view.tsx';

/** The newest first; one is open at a time. Arrow keys move along the list. */
export function RecordedCalls({ calls }: { calls: readonly RecordedCall[] }) {
  const [openId, setOpenId] = useState<number | null>(null);
  return (
    <ul className="min-w-0 overflow-hidden rounded border border-line" onKeyDown={moveFocus}>
      {calls.map((call) => (
        <li key={call.id} className="border-line not-first:border-t">
          <CallLine call={call} isOpen={call.id === openId} onToggle={() => setOpenId(call.id === openId ? null : call.id)} />
          {call.id === openId ? (
            <div className="px-2 pb-2">
              <CodeView calls={[call]} />
            </div>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function CallLine({ call, isOpen, onToggle }: { call: RecordedCall; isOpen: boolean; onToggle: () => void }) {
  const t = useTranslations('apiInspector');
  const format = useFormatter();
  return (
    <button
      type="button"
      data-call
      aria-expanded={isOpen}
      onClick={onToggle}
      className="flex w-full min-w-0 flex-wrap items-center gap-x-2.5 gap-y-0.5 px-2 py-1.5 text-left hover:bg-surface-hover"
    >
      <ChevronRight size={14} className={classNames('flex-none text-muted', isOpen && 'rotate-90')} aria-hidden />
      <span className="w-14 flex-none font-mono text-[12px] font-semibold">{call.method}</span>
      <span className="min-w-40 flex-1 truncate font-mono text-[12px]" title={call.path}>
        {call.path}
      </span>
      <span
        className={classNames('flex-none text-[12.5px] tabular-nums', call.status >= 200 && call.status < 300 ? 'text-good' : 'text-bad')}
      >
        {call.status === 0 ? t('noAnswer') : call.status}
      </span>
      <span className="w-16 flex-none text-right text-[12.5px] text-muted tabular-nums">
        {t('milliseconds', { count: format.number(call.durationMs) })}
      </span>
      <span className="flex-none text-[12.5px] text-muted">
        <ClockTime at={new Date(call.at).toISOString()} />
      </span>
    </button>
  );
}

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') {
    return;
  }
  const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-call]')];
  const at = lines.indexOf(document.activeElement as HTMLElement);
  if (at >= 0) {
    event.preventDefault();
    lines[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
  }
}
