'use client';

import { Search } from 'lucide-react';
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '#components/ui/class-names.ts';
import type { Tag, TagResourceType } from '#domain/tag.ts';
import type { SavedTagView } from '#domain/view.ts';
import { useSavedTags } from './use-saved-tags.ts';

interface TagPickerProps {
  regionId: string;
  label: string;
  /** Only tags that resources of this type have. */
  resourceType?: TagResourceType;
  /** What is chosen already and not offered again. */
  chosen: readonly { key: string; value: string | null }[];
  onPick: (tag: Tag) => void;
}

/** The tags of the region to choose from; typing narrows, arrow keys move, Enter chooses. */
export function TagPicker({ regionId, label, resourceType, chosen, onPick }: TagPickerProps) {
  const t = useTranslations('tags');
  const id = useId();
  const [search, setSearch] = useState('');
  const [cursor, setCursor] = useState(0);
  const saved = useSavedTags(regionId, { search: useDeferredValue(search.trim()), resourceType });
  const found = (saved.data?.items ?? []).filter((tag) => !chosen.some(({ key, value }) => key === tag.key && value === tag.value));
  const current = found[Math.min(cursor, found.length - 1)];
  const rest = (saved.data?.totalCount ?? 0) - (saved.data?.items.length ?? 0);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setCursor(((current ? found.indexOf(current) : -1) + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (current) {
        onPick(current);
      }
    }
  };

  return (
    <>
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Search size={14} className="flex-none text-muted" aria-hidden />
        <input
          role="combobox"
          aria-label={label}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={current ? optionId(id, current) : undefined}
          placeholder={t('searchSaved')}
          value={search}
          maxLength={200}
          onChange={(event) => {
            setSearch(event.target.value);
            setCursor(0);
          }}
          onKeyDown={onKeyDown}
          autoComplete="off"
          className="h-9 w-full min-w-0 bg-transparent outline-none"
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={label} className="max-h-48 overflow-y-auto p-1">
        {found.map((tag) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above handles the keys.
          <div
            key={optionId(id, tag)}
            id={optionId(id, tag)}
            role="option"
            tabIndex={-1}
            aria-selected={tag === current}
            onClick={() => onPick(tag)}
            className={classNames(
              'flex min-h-7 cursor-pointer items-center justify-between gap-3 rounded px-2.5 py-1 hover:bg-surface-hover',
              tag === current && 'bg-surface-selected',
            )}
          >
            <span dir="auto" title={`${tag.key}: ${tag.value}`} className="truncate">
              <span className="text-muted">{tag.key}</span>
              {tag.value ? `: ${tag.value}` : null}
            </span>
            <span className="flex-none text-[12px] text-muted tabular-nums">{tag.resourceCount}</span>
          </div>
        ))}
      </div>
      {saved.data && found.length === 0 ? (
        <div className="px-3 pb-3 text-muted">{search.trim() === '' ? t('noneSaved') : t('noneFound', { search: search.trim() })}</div>
      ) : null}
      {rest > 0 ? <div className="border-t border-line px-3 py-1.5 text-[12.5px] text-muted">{t('narrow', { count: rest })}</div> : null}
    </>
  );
}

function optionId(id: string, { key, value }: Pick<SavedTagView, 'key' | 'value'>): string {
  return `${id}-${encodeURIComponent(key)}-${encodeURIComponent(value)}`;
}
