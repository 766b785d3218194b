'use client';

import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { FieldError } from './field.tsx';

export interface PickOption {
  id: string;
  label: string;
  sub?: string;
}

interface PickListProps {
  label: string;
  searchLabel: string;
  search: string;
  onSearch: (text: string) => void;
  /** Undefined until the first answer. */
  options: PickOption[] | undefined;
  /** How many there are, if more than are shown. */
  totalCount: number;
  /** Several can be chosen. */
  multiple?: boolean;
  isChosen: (id: string) => boolean;
  onChoose: (option: PickOption, isChosen: boolean) => void;
  error?: string;
}

/** One or several of many, found by typing a part of their names. */
export function PickList(props: PickListProps) {
  const { label, searchLabel, search, onSearch, options, totalCount, error } = props;
  const t = useTranslations('pickList');
  const id = useId();
  return (
    <fieldset className="grid max-w-md gap-1.5" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1 font-medium">{label}</legend>
      <input
        type="search"
        aria-label={searchLabel}
        placeholder={searchLabel}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={search}
        className="control"
        onChange={(event) => onSearch(event.target.value)}
        // Enter would send the form around it.
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      <div className="h-44 overflow-y-auto rounded border border-line-strong bg-surface">
        {options?.length === 0 ? <p className="px-3 py-2 text-muted">{search === '' ? t('none') : t('nothingFound', { search })}</p> : null}
        {options ? null : <div className="skeleton m-3 h-3 w-40" aria-hidden />}
        <ul>
          {options?.map((option) => (
            <Choice key={option.id} option={option} name={id} {...props} />
          ))}
        </ul>
        {options && totalCount > options.length ? (
          <p className="px-3 py-2 text-[12.5px] text-muted">{t('more', { count: totalCount - options.length })}</p>
        ) : null}
      </div>
      <div className="min-h-[18px]">
        <FieldError id={`${id}-error`} message={error} />
      </div>
    </fieldset>
  );
}

function Choice({ option, name, multiple = false, isChosen, onChoose }: PickListProps & { option: PickOption; name: string }) {
  const id = useId();
  return (
    <li className="flex items-center gap-2 px-3 hover:bg-surface-hover">
      <input
        id={id}
        type={multiple ? 'checkbox' : 'radio'}
        name={name}
        className="tick"
        checked={isChosen(option.id)}
        onChange={(event) => onChoose(option, event.target.checked)}
      />
      <label htmlFor={id} className="min-w-0 flex-1 py-1.5">
        <span dir="auto" title={option.label} className="block truncate">
          {option.label}
        </span>
        {option.sub ? (
          <span dir="auto" title={option.sub} className="block truncate text-[12.5px] text-muted">
            {option.sub}
          </span>
        ) : null}
      </label>
    </li>
  );
}
