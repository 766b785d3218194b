'use client';

import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { focusFirstRow } from './row-keys.ts';

/** Typing settles for a moment before the list is asked again. */
const SETTLE_MS = 250;

export function SearchInput({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const [sent, setSent] = useState(value);
  const [seen, setSeen] = useState(value);
  // A value that is news and not the answer to what was typed here: the page was left for another search, or for none.
  if (value !== seen) {
    setSeen(value);
    if (value !== sent) {
      setSent(value);
      setText(value);
    }
  }
  useEffect(() => {
    if (text === sent) {
      return;
    }
    const timer = setTimeout(() => {
      setSent(text);
      onChange(text);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text, sent, onChange]);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && isFree(event.target, field.current)) {
        event.preventDefault();
        field.current?.select();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <div className="relative w-full sm:max-w-84">
      <Search size={14} className="pointer-events-none absolute top-2.25 left-2.5 text-muted" aria-hidden />
      <input
        ref={field}
        type="search"
        aria-keyshortcuts="/"
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' && focusFirstRow()) {
            event.preventDefault();
          }
        }}
        className="peer control pr-9! pl-8!"
      />
      <kbd
        aria-hidden
        className="pointer-events-none absolute top-1.75 right-2 rounded border border-line px-1.5 font-mono text-[11px] leading-4 text-muted peer-focus:hidden peer-not-placeholder-shown:hidden pointer-coarse:hidden"
      >
        /
      </kbd>
    </div>
  );
}

/** Whether a key means the search: nothing is being typed, and no dialog stands between. */
function isFree(target: EventTarget | null, field: HTMLInputElement | null): boolean {
  if (!(target instanceof HTMLElement) || target.matches('input, select, textarea, [contenteditable]')) {
    return false;
  }
  const dialog = document.querySelector('[role="dialog"], [role="alertdialog"]');
  return dialog === null || dialog.contains(field);
}
