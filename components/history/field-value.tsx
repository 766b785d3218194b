'use client';

import { useTranslations } from 'use-intl';
import type { FieldChange } from '#domain/history.ts';
import { isObject, isSame, type Json } from '#domain/history.ts';
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

interface ListChangeProps {
  list: NonNullable<FieldChange['list']>;
  names: Record<string, string>;
  /** What there was, what there is, or absent: both in one. */
  side?: 'before' | 'after';
}

/** Members or entries that came, went or differ. */
export function ListChange({ list, names, side }: ListChangeProps) {
  const t = useTranslations('history');
  const text = useValueText(names);
  const changeText = useChangeText(names);
  const lines = [
    ...(side === 'before' ? [] : list.added).map((one) => ({ sign: '+', word: t('added'), tone: 'text-good', text: text(one) })),
    ...(side === 'after' ? [] : list.removed).map((one) => ({ sign: '−', word: t('removed'), tone: 'text-bad', text: text(one) })),
    ...list.changed.map((change) => ({
      sign: '±',
      word: t('changed'),
      tone: 'text-warn',
      text: side ? text(change[side]) : changeText(change),
    })),
  ];
  return lines.length === 0 ? (
    '–'
  ) : (
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

/** One element before and after: what it is, then what differs. */
function useChangeText(names: Record<string, string>): (change: { before: Json; after: Json }) => string {
  const text = useValueText(names);
  const wordOf = useFieldWords();
  return ({ before, after }) => {
    if (!isObject(before) || !isObject(after)) {
      return `${text(before)} → ${text(after)}`;
    }
    const fields = Object.keys(after);
    const isEqual = (field: string) => isSame(before[field] ?? null, after[field] ?? null);
    const same = Object.fromEntries(fields.filter(isEqual).map((field) => [field, after[field] ?? null]));
    const differing = fields.filter((field) => !isEqual(field));
    const words = differing.map((field) => `${wordOf(field)}${NO_BREAK}${text(before[field] ?? null)} → ${text(after[field] ?? null)}`);
    return [text(same), ...words].join(' · ');
  };
}

const NO_BREAK = '\u00a0';

/** A name that runs from right to left turns neither its address nor what follows around. */
function isolated(text: string): string {
  return /\p{Script=Arabic}|\p{Script=Hebrew}/u.test(text) ? text.replace(/^(.*?)( \([^()]*\))?$/su, '\u2068$1\u2069$2') : text;
}

/** What an element is comes before what it has. */
const IDENTITIES: readonly string[] = ['serverId', 'id', 'cidr'];

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
        .sort(([one], [other]) => Number(IDENTITIES.includes(other)) - Number(IDENTITIES.includes(one)))
        .map(([name, part]) => (IDENTITIES.includes(name) ? textOf(part) : `${wordOf(name)}${NO_BREAK}${textOf(part)}`))
        .join(' · ');
    }
    return isolated(names[String(value)] ?? String(value));
  };
  return textOf;
}
