'use client';

import { ListFilter, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type SubmitEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from './button.tsx';
import { Field, Select, TextInput } from './field.tsx';
import { Truncated } from './text.tsx';

export interface FilterField<Name extends string> {
  name: Name;
  label: string;
  /** What can be chosen; without it, text is typed. */
  options?: readonly { value: string; label: string }[];
  hint?: string;
  /** What is wrong with a text, in words for people. */
  check?: (text: string) => string | undefined;
}

interface FilterBarProps<Name extends string> {
  fields: readonly FilterField<Name>[];
  values: Partial<Record<Name, string>>;
  onChange: (values: Partial<Record<Name, string>>) => void;
}

/** The button that adds a filter, and the filters that are in force, each to be taken away. */
export function FilterBar<Name extends string>({ fields, values, onChange }: FilterBarProps<Name>) {
  const t = useTranslations('filter');
  const [isOpen, setIsOpen] = useState(false);
  const active = fields.filter(({ name }) => values[name] !== undefined);
  const without = (name: Name) => onChange({ ...values, [name]: undefined });
  return (
    <>
      <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
        <Popover.Trigger asChild>
          <Button>
            <ListFilter size={14} aria-hidden />
            {t('add')}
          </Button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            align="start"
            sideOffset={4}
            collisionPadding={8}
            aria-label={t('add')}
            className="raised-in z-50 w-80 max-w-[calc(100vw-16px)] rounded-md border border-line bg-surface p-4 text-text shadow-raised"
          >
            <FilterForm
              fields={fields}
              values={values}
              onApply={(name, value) => {
                onChange({ ...values, [name]: value });
                setIsOpen(false);
              }}
            />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {active.length > 0 ? (
        <ul aria-label={t('inForce')} className="order-last flex w-full flex-wrap items-center gap-1.5">
          {active.map((field) => (
            <li
              key={field.name}
              className="inline-flex max-w-full items-center gap-1 rounded border border-line bg-surface-selected py-0.5 pr-0.5 pl-2 text-[12.5px]"
            >
              <span className="flex-none text-muted">{field.label}:</span>
              <Truncated text={textOf(field, values[field.name] ?? '')} className="max-w-60" />
              <IconButton label={t('remove', { filter: field.label })} onClick={() => without(field.name)}>
                <X size={13} aria-hidden />
              </IconButton>
            </li>
          ))}
          {active.length > 1 ? (
            <li>
              <Button variant="link" className="min-h-6" onClick={() => onChange({})}>
                {t('removeAll')}
              </Button>
            </li>
          ) : null}
        </ul>
      ) : null}
    </>
  );
}

function textOf<Name extends string>({ options }: FilterField<Name>, value: string): string {
  return options?.find((option) => option.value === value)?.label ?? value;
}

interface FilterFormProps<Name extends string> {
  fields: readonly FilterField<Name>[];
  values: Partial<Record<Name, string>>;
  onApply: (name: Name, value: string) => void;
}

function FilterForm<Name extends string>({ fields, values, onApply }: FilterFormProps<Name>) {
  const t = useTranslations('filter');
  const [name, setName] = useState(fields[0]?.name);
  const field = fields.find((one) => one.name === name);
  const initial = (one: FilterField<Name> | undefined) => (one && values[one.name]) ?? one?.options?.[0]?.value ?? '';
  const [value, setValue] = useState(initial(field));
  const [error, setError] = useState<string>();
  const choose = (next: string) => {
    const chosen = fields.find((one) => one.name === next);
    setName(chosen?.name);
    setValue(initial(chosen));
    setError(undefined);
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = value.trim();
    const wrong = text === '' ? t('missing') : field?.check?.(text);
    setError(wrong);
    if (field && wrong === undefined) {
      onApply(field.name, text);
    }
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-3">
      <Field label={t('field')}>
        {(control) => (
          <Select {...control} value={name} onChange={(event) => choose(event.target.value)}>
            {fields.map((one) => (
              <option key={one.name} value={one.name}>
                {one.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('value')} hint={field?.hint} error={error}>
        {(control) =>
          field?.options ? (
            <Select {...control} value={value} onChange={(event) => setValue(event.target.value)}>
              {field.options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </Select>
          ) : (
            <TextInput {...control} maxLength={1000} value={value} onChange={(event) => setValue(event.target.value)} />
          )
        }
      </Field>
      <div className="flex justify-end">
        <Button type="submit" variant="primary">
          {t('apply')}
        </Button>
      </div>
    </form>
  );
}
