'use client';

import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { FieldError, TextInput } from '#components/ui/field.tsx';
import { TAG_KEY_LENGTH_MAX, TAG_VALUE_LENGTH_MAX } from '#domain/limits.ts';
import { Tag } from '#domain/tag.ts';

/** What is being typed as a new tag, and what is wrong with it. */
export function useNewTag() {
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const [error, setError] = useState<{ field: 'key' | 'value'; message: string } | null>(null);
  return {
    key,
    value,
    error,
    isEmpty: key.trim() === '' && value.trim() === '',
    setKey: (text: string) => {
      setKey(text);
      setError(null);
    },
    setValue: (text: string) => {
      setValue(text);
      setError(null);
    },
    clear: () => {
      setKey('');
      setValue('');
      setError(null);
    },
    /** The tag, or null after saying what is wrong. */
    read: (): Tag | null => {
      const result = Tag.safeParse({ key, value });
      const issue = result.error?.issues[0];
      setError(issue ? { field: issue.path[0] === 'value' ? 'value' : 'key', message: issue.message } : null);
      return result.data ?? null;
    },
  };
}

/** New Tag: key and value (console 12). Enter adds, as the button does. */
export function NewTag({ tag, isFull, onAdd }: { tag: ReturnType<typeof useNewTag>; isFull: boolean; onAdd: () => void }) {
  const t = useTranslations('tags');
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      onAdd();
    }
  };
  const control = (field: 'key' | 'value') => ({
    id: `${id}-${field}`,
    onKeyDown,
    'aria-invalid': tag.error?.field === field || undefined,
    'aria-describedby': tag.error?.field === field ? `${id}-error` : `${id}-hint`,
  });
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1 font-semibold">{t('new')}</legend>
      <div className="grid items-end gap-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
        <label htmlFor={`${id}-key`} className="grid gap-1">
          <span>{t('key')}</span>
          <TextInput
            {...control('key')}
            maxLength={TAG_KEY_LENGTH_MAX}
            value={tag.key}
            onChange={(event) => tag.setKey(event.target.value)}
          />
        </label>
        <label htmlFor={`${id}-value`} className="grid gap-1">
          <span>{t('value')}</span>
          <TextInput
            {...control('value')}
            maxLength={TAG_VALUE_LENGTH_MAX}
            value={tag.value}
            onChange={(event) => tag.setValue(event.target.value)}
          />
        </label>
        <Button disabled={isFull} onClick={onAdd}>
          {t('add')}
        </Button>
      </div>
      <div className="min-h-[18px] text-[12.5px] leading-[18px] text-muted">
        {tag.error ? <FieldError id={`${id}-error`} message={tag.error.message} /> : <span id={`${id}-hint`}>{t('hint')}</span>}
      </div>
    </fieldset>
  );
}
