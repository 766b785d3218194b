'use client';

import { Check, Pencil, X } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { z } from 'zod';
import { asApiError } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { IconButton } from '#components/ui/button.tsx';
import { FieldError } from '#components/ui/field.tsx';
import { Truncated } from '#components/ui/text.tsx';

interface EditableNameProps {
  name: string;
  /** What the field is called. */
  label: string;
  schema: z.ZodType<string>;
  /** Rejects with what is to be shown; the field stays open then. */
  onRename: (name: string) => Promise<unknown>;
  className?: string;
}

/** A name with a pencil: rename in place, Enter saves, Esc gives up. */
export function EditableName({ name, label, schema, onRename, className }: EditableNameProps) {
  const t = useTranslations('common');
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | undefined>();
  const pencil = useRef<HTMLButtonElement>(null);
  const rename = useWrite(onRename);

  const close = () => {
    setDraft(null);
    setError(undefined);
    requestAnimationFrame(() => pencil.current?.focus());
  };
  const save = async () => {
    const parsed = schema.safeParse(draft);
    if (!parsed.success) {
      setError(parsed.error.issues[0]?.message);
      return;
    }
    try {
      await rename.mutateAsync(parsed.data);
      close();
    } catch (thrown) {
      setError(asApiError(thrown).message);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      void save();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    }
  };

  if (draft === null) {
    return (
      <span className="group/name flex max-w-full min-w-0 items-center gap-1">
        <Truncated text={name} className={className} />
        <IconButton
          ref={pencil}
          label={t('rename')}
          className="opacity-0 group-hover/name:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
          onClick={() => setDraft(name)}
        >
          <Pencil size={13} aria-hidden />
        </IconButton>
      </span>
    );
  }
  return (
    <span className="grid gap-1">
      <span className="flex items-center gap-1">
        <input
          aria-label={label}
          aria-invalid={error ? true : undefined}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
          onFocus={(event) => event.target.select()}
          // biome-ignore lint/a11y/noAutofocus: the field appears because its pencil was pressed.
          autoFocus
          className="control h-7! max-w-60"
        />
        <IconButton label={t('ok')} disabled={rename.isPending} onClick={() => void save()}>
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
