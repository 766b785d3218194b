'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useFormatter, useNow, useTranslations } from 'use-intl';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';

/** A long text on one line, whole on hover. */
export function Truncated({ text, className }: { text: string; className?: string }) {
  return (
    <span
      dir="auto"
      title={text}
      className={classNames('inline-block truncate align-bottom', !className?.includes('max-w-') && 'max-w-full', className)}
    >
      {text}
    </span>
  );
}

/** Addresses, ports and ids: figures that line up. */
export function Mono({ children, className }: { children: React.ReactNode; className?: string }) {
  return (
    <span className={classNames('font-mono text-[12.5px] tracking-[-0.01em] whitespace-nowrap tabular-nums', className)}>{children}</span>
  );
}

/** Address and port; an IPv6 address stands in brackets, or nobody could tell where it ends. */
export function Endpoint({ address, port, className }: { address: string; port: number; className?: string }) {
  return (
    <Mono className={className}>
      {address.includes(':') ? `[${address}]` : address}:{port}
    </Mono>
  );
}

/** Protocol and port of a listener, as it is called everywhere. */
export function ListenerPort({ listener, className }: { listener: { protocol: string; port: number }; className?: string }) {
  return (
    <Mono className={className}>
      {listener.protocol.toUpperCase()}:{listener.port}
    </Mono>
  );
}

/** An id that one click copies; the icon has its place from the start. */
export function Id({ id, className }: { id: string; className?: string }) {
  const t = useTranslations('common');
  const [isCopied, copyIt] = useCopy(id);
  return (
    <>
      <button
        type="button"
        title={`${id}\n${t('copyId')}`}
        onClick={copyIt}
        className={classNames('group/id flex min-h-6 w-fit max-w-full cursor-copy items-center gap-1 rounded hover:text-text', className)}
      >
        <Mono className="truncate">{id}</Mono>
        <span className="opacity-0 group-hover/id:opacity-100 group-focus-visible/id:opacity-100" aria-hidden>
          {isCopied ? <Check size={12} className="text-good" /> : <Copy size={12} />}
        </span>
      </button>
      <span role="status" className="sr-only">
        {isCopied ? t('copied') : ''}
      </span>
    </>
  );
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useTranslations('common');
  const [isCopied, copyIt] = useCopy(text);
  return (
    <>
      <IconButton label={label} onClick={copyIt}>
        {isCopied ? <Check size={14} className="text-good" aria-hidden /> : <Copy size={14} aria-hidden />}
      </IconButton>
      <span role="status" className="sr-only">
        {isCopied ? t('copied') : ''}
      </span>
    </>
  );
}

/** Whether it was copied a moment ago, and what copies it. */
function useCopy(text: string): [boolean, () => void] {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) {
      return;
    }
    const timer = setTimeout(() => setIsCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return [isCopied, () => void copy(text).then(setIsCopied)];
}

/** The clipboard interface exists on https and localhost only; a console on plain http needs the older way. */
async function copy(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  return isCopied;
}

/** Local time, UTC on hover. */
export function Time({ at }: { at: string }) {
  const format = useFormatter();
  return (
    <time dateTime={at} title={utc(at)} className="whitespace-nowrap tabular-nums">
      {format.dateTime(new Date(at), { ...DAY, ...CLOCK })}
    </time>
  );
}

/** The time of day, for what happened on this page; UTC on hover. */
export function ClockTime({ at }: { at: string }) {
  const format = useFormatter();
  return (
    <time dateTime={at} title={utc(at)} className="whitespace-nowrap tabular-nums">
      {format.dateTime(new Date(at), CLOCK)}
    </time>
  );
}

/** When and how long ago, kept current: the clock time alone for what began today. */
export function Since({ at }: { at: string }) {
  const format = useFormatter();
  const now = useNow({ updateInterval: 1000 });
  const date = new Date(at);
  const isToday = date.toDateString() === now.toDateString();
  return (
    <time dateTime={at} title={utc(at)} className="tabular-nums">
      {format.dateTime(date, isToday ? CLOCK : { ...DAY, ...CLOCK })} (
      {format.relativeTime(date > now ? now : date, { now, style: 'narrow' })})
    </time>
  );
}

const DAY = { year: 'numeric', month: 'short', day: '2-digit' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;

function utc(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
