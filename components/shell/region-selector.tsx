'use client';

import { Check, ChevronDown, Search } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '#components/ui/class-names.ts';
import type { RegionView } from '#domain/view.ts';

interface RegionSelectorProps {
  regions: RegionView[];
  regionId: string;
  onChange: (regionId: string) => void;
}

/** Searchable list of regions; arrow keys move, Enter chooses, Esc closes. */
export function RegionSelector({ regions, regionId, onChange }: RegionSelectorProps) {
  const t = useTranslations('shell');
  const [isOpen, setIsOpen] = useState(false);
  const current = regions.find((region) => region.id === regionId);
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger
        aria-label={t('regionIs', { name: current?.name ?? regionId })}
        className="flex h-8 min-w-0 items-center gap-1.5 rounded px-2.5 font-medium text-bar-text hover:bg-bar-hover data-[state=open]:bg-bar-hover"
      >
        <span className="truncate">{current?.name ?? regionId}</span>
        <ChevronDown size={14} className="flex-none text-bar-muted" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="raised-in z-50 w-72 rounded-md border border-line bg-surface text-text shadow-raised"
        >
          <RegionList
            regions={regions}
            regionId={regionId}
            onChoose={(id) => {
              setIsOpen(false);
              onChange(id);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function RegionList({ regions, regionId, onChoose }: { regions: RegionView[]; regionId: string; onChoose: (id: string) => void }) {
  const t = useTranslations('shell');
  const id = useId();
  const [search, setSearch] = useState('');
  const [cursor, setCursor] = useState(() =>
    Math.max(
      0,
      regions.findIndex((region) => region.id === regionId),
    ),
  );
  const word = search.trim().toLowerCase();
  const found = regions.filter((region) => `${region.id} ${region.name}`.toLowerCase().includes(word));
  const chosen = found[Math.min(cursor, found.length - 1)];

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setCursor(((chosen ? found.indexOf(chosen) : -1) + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      onChoose(chosen.id);
    }
  };

  return (
    <>
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Search size={14} className="text-muted" aria-hidden />
        <input
          role="combobox"
          aria-label={t('searchRegions')}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={chosen ? `${id}-${chosen.id}` : undefined}
          placeholder={t('searchRegions')}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setCursor(0);
          }}
          onKeyDown={onKeyDown}
          autoComplete="off"
          className="h-10 w-full bg-transparent outline-none"
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={t('region')} className="max-h-80 overflow-y-auto p-1">
        {found.map((region) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above handles the keys.
          <div
            key={region.id}
            id={`${id}-${region.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={region.id === regionId}
            onClick={() => onChoose(region.id)}
            className={classNames(
              'flex cursor-pointer items-center justify-between gap-3 rounded px-2.5 py-1.5 hover:bg-surface-hover',
              region === chosen && 'bg-surface-selected',
            )}
          >
            <span className="min-w-0">
              <span className="block truncate">{region.name}</span>
              <span className="block truncate font-mono text-[12px] text-muted">{region.id}</span>
            </span>
            {region.id === regionId ? <Check size={14} className="flex-none text-accent-text" aria-hidden /> : null}
          </div>
        ))}
        {found.length === 0 ? <div className="px-2.5 py-3 text-muted">{t('noRegionFound', { search })}</div> : null}
      </div>
    </>
  );
}
