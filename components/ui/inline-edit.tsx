'use client';

import { Check, Pencil, X } from 'lucide-react';
import { type ChangeEvent, type ComponentProps, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import { FieldError } from './field.tsx';

interface InlineEditProps {
  value: string;
  /** Names the field, and the pencil that opens it. */
  label: string;
  editLabel: string;
  /** Of the resource that the value belongs to. */
  version?: number;
  /** With the version that there was when the edit began. Resolves to what is wrong with the text, or to nothing once it is saved. */
  save: (text: string, version: number) => Promise<string | undefined>;
  inputMode?: ComponentProps<'input'>['inputMode'];
  /** What can be chosen, instead of a text. */
  options?: readonly { value: string; label: string }[];
  /** Why the value cannot be changed now: the pencil is disabled and says so. */
  refusal?: string;
  inputClassName?: string;
  /** The value as it is shown. */
  children: ReactNode;
}

/** A value with a pencil that shows on hover: changed in place, Enter saves, Esc gives up. */
export function InlineEdit({
  value,
  version = 0,
  label,
  editLabel,
  save,
  inputMode,
  options,
  refusal,
  inputClassName,
  children,
}: InlineEditProps) {
  const t = useTranslations('inlineEdit');
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | undefined>();
  const [isSaving, setIsSaving] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);

  // Later answers do not change what an edit was meant for.
  const begunAt = useRef(0);
  const begin = () => {
    begunAt.current = version;
    setDraft(value);
  };
  const close = () => {
    setDraft(null);
    setError(undefined);
    requestAnimationFrame(() => pencil.current?.focus());
  };
  const submit = async () => {
    if (draft === null || isSaving) {
      return;
    }
    setIsSaving(true);
    const refusal = await save(draft, begunAt.current).finally(() => setIsSaving(false));
    if (refusal === undefined) {
      close();
    } else {
      setError(refusal);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      void submit();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    }
  };

  if (draft === null) {
    return (
      <span className="group/edit flex max-w-full min-w-0 items-center gap-1">
        {children}
        <IconButton
          ref={pencil}
          label={editLabel}
          className="-my-0.5 opacity-0 group-hover/edit:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
          disabled={refusal !== undefined}
          {...(refusal === undefined ? {} : { title: refusal })}
          onClick={() => begin()}
        >
          <Pencil size={13} aria-hidden />
        </IconButton>
      </span>
    );
  }
  const control = {
    'aria-label': label,
    'aria-invalid': error ? true : undefined,
    value: draft,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => setDraft(event.target.value),
    onKeyDown,
    className: classNames('control h-7!', inputClassName),
  };
  return (
    <span className="grid gap-1">
      <span className="flex items-center gap-1">
        {options ? (
          <select
            {...control}
            // biome-ignore lint/a11y/noAutofocus: the field appears because its pencil was pressed.
            autoFocus
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
        ) : (
          <input
            {...control}
            inputMode={inputMode}
            autoComplete="off"
            onFocus={(event) => event.target.select()}
            // biome-ignore lint/a11y/noAutofocus: the field appears because its pencil was pressed.
            autoFocus
          />
        )}
        <IconButton label={t('save')} disabled={isSaving} onClick={() => void submit()}>
          <Check size={15} className="text-good" aria-hidden />
        </IconButton>
        <IconButton label={t('cancel')} onClick={close}>
          <X size={15} aria-hidden />
        </IconButton>
      </span>
      <FieldError message={error} />
    </span>
  );
}
