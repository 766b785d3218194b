'use client';

import { Settings } from 'lucide-react';
import { useCallback, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from './button.tsx';
import { Menu, MenuCheck } from './menu.tsx';

export interface Columns<Name extends string> {
  /** False on the server and until the page lives: what this browser shows is not known before. */
  isKnown: boolean;
  isVisible: (name: Name) => boolean;
  toggle: (name: Name) => void;
}

const listeners = new Set<() => void>();

/** Which columns of a list this browser's user wants to see; remembered under `key`, as those that are hidden. */
export function useColumns<Name extends string>(key: string): Columns<Name> {
  const storageKey = `openslb.columns.${key}`;
  const stored = useSyncExternalStore<string | null>(
    subscribe,
    () => readHidden(storageKey),
    () => null,
  );
  const hidden = (stored ?? '').split(',').filter((name) => name !== '');
  const toggle = useCallback(
    (name: Name) => {
      const now = readHidden(storageKey)
        .split(',')
        .filter((one) => one !== '');
      writeHidden(storageKey, now.includes(name) ? now.filter((one) => one !== name) : [...now, name]);
    },
    [storageKey],
  );
  return { isKnown: stored !== null, isVisible: (name) => !hidden.includes(name), toggle };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/** A browser that keeps nothing for this page shows every column. */
function readHidden(storageKey: string): string {
  try {
    return window.localStorage.getItem(storageKey) ?? '';
  } catch {
    return '';
  }
}

function writeHidden(storageKey: string, hidden: string[]): void {
  try {
    window.localStorage.setItem(storageKey, hidden.join(','));
  } catch {
    return;
  }
  for (const listener of listeners) {
    listener();
  }
}

/** The gear of a list. */
export function ColumnPicker<Name extends string>({
  columns,
  choices,
}: {
  columns: Columns<Name>;
  choices: readonly { name: Name; label: string }[];
}) {
  const t = useTranslations('common');
  return (
    <Menu
      trigger={
        <IconButton label={t('chooseColumns')} className="size-8!">
          <Settings size={16} aria-hidden />
        </IconButton>
      }
    >
      {choices.map(({ name, label }) => (
        <MenuCheck key={name} checked={columns.isVisible(name)} onChange={() => columns.toggle(name)}>
          {label}
        </MenuCheck>
      ))}
    </Menu>
  );
}
