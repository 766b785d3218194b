'use client';

import { type ComponentProps, useId } from 'react';
import { useTranslations } from 'use-intl';
import { useSentence } from '#components/language/sentences.tsx';
import { Field } from '#components/ui/field.tsx';
import { ENTRIES_PER_CALL_MAX } from '#domain/limits.ts';
import type { EntryLines } from './entry-lines.ts';

interface EntryLinesFieldProps extends ComponentProps<'textarea'> {
  label: string;
  /** What the schema or the API says against the field; `wrong` then tells which lines. */
  error: string | undefined;
  wrong: EntryLines['wrong'];
  example: string;
}

/** Several entries at once; each line that is wrong is named with its number. */
export function EntryLinesField({ label, error, wrong, example, ...rest }: EntryLinesFieldProps) {
  const t = useTranslations('accessControl');
  const sentence = useSentence();
  const linesId = useId();
  const isWrong = error !== undefined && wrong.length > 0;
  return (
    <div className="grid gap-2">
      <Field
        label={label}
        className="max-w-none!"
        hint={t('linesHint', { max: ENTRIES_PER_CALL_MAX })}
        error={isWrong ? t('linesWrong', { count: wrong.length }) : error}
      >
        {(control) => (
          <textarea
            {...control}
            aria-describedby={isWrong ? `${control['aria-describedby'] ?? ''} ${linesId}` : control['aria-describedby']}
            rows={8}
            spellCheck={false}
            autoComplete="off"
            placeholder={example}
            className="control h-auto! resize-y py-1.5 font-mono leading-5"
            {...rest}
          />
        )}
      </Field>
      {isWrong ? (
        <ul id={linesId} className="grid max-h-40 gap-0.5 overflow-y-auto text-[12.5px] leading-[18px] text-bad">
          {wrong.map(({ line, message }) => (
            <li key={line} className="wrap-anywhere">
              {t.rich('lineWrong', { line, message: sentence(message), b: (chunks) => <b>{chunks}</b> })}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
