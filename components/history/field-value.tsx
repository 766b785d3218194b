'use client';

import { useTranslations } from 'use-intl';
import type { FieldChange } from '#domain/history.ts';
import { isObject, type Json } from '#domain/history.ts';
import { useFieldWords } from './field-words.ts';

interface ValueProps {
  value: Json;
  /** By id, of servers, groups, lists and zones. */
  names: Record<string, string>;
}

/** A value of a document as people read it; the whole of it, wrapped. */
export function FieldValue({ value, names }: ValueProps) {
  const text = useValueText(names);
  return (
    <span dir="auto" className="wrap-anywhere whitespace-pre-wrap">
      {text(value)}
    </span>
  );
}

/** Members or entries that came, went or differ. */
export function ListChange({ list, names }: { list: NonNullable<FieldChange['list']>; names: Record<string, string> }) {
  const t = useTranslations('history');
  const text = useValueText(names);
  const lines = [
    ...list.added.map((one) => ({ sign: '+', word: t('added'), tone: 'text-good', text: text(one) })),
    ...list.removed.map((one) => ({ sign: '−', word: t('removed'), tone: 'text-bad', text: text(one) })),
    ...list.changed.map(({ before, after }) => ({
      sign: '±',
      word: t('changed'),
      tone: 'text-warn',
      text: `${text(before)} → ${text(after)}`,
    })),
  ];
  return (
    <ul className="grid max-h-64 gap-0.5 overflow-y-auto">
      {lines.map((line) => (
        <li key={`${line.sign}${line.text}`} className="flex min-w-0 gap-1.5 wrap-anywhere">
          <b className={line.tone} role="img" aria-label={line.word} title={line.word}>
            {line.sign}
          </b>
          <span dir="auto">{line.text}</span>
        </li>
      ))}
    </ul>
  );
}

export function useValueText(names: Record<string, string>): (value: Json) => string {
  const t = useTranslations('history');
  const wordOf = useFieldWords();
  const textOf = (value: Json): string => {
    if (value === null || value === '') {
      return '–';
    }
    if (typeof value === 'boolean') {
      return t(value ? 'yes' : 'no');
    }
    if (Array.isArray(value)) {
      return value.length === 0 ? '–' : value.map(textOf).join(', ');
    }
    if (isObject(value)) {
      return Object.entries(value)
        .filter(([, part]) => part !== null && part !== '')
        .map(([name, part]) => (name === 'serverId' || name === 'id' || name === 'cidr' ? textOf(part) : `${wordOf(name)} ${textOf(part)}`))
        .join(' · ');
    }
    return names[String(value)] ?? String(value);
  };
  return textOf;
}
