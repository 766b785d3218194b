'use client';

import { type Key, type ReactNode, useState } from 'react';
import { Button } from './button.tsx';

export const SHOWN_AT_FIRST = 5;

interface ShortListProps<Item> {
  items: Item[];
  keyOf: (item: Item) => Key;
  /** Words of the buttons that open and close the rest. */
  allLabel: string;
  fewerLabel: string;
  className?: string;
  children: (item: Item) => ReactNode;
}

/** A list inside a row: a row stays a row, however many there are. */
export function ShortList<Item>({ items, keyOf, allLabel, fewerLabel, className, children }: ShortListProps<Item>) {
  const [isWhole, setIsWhole] = useState(false);
  const isLong = items.length > SHOWN_AT_FIRST;
  const shown = isWhole ? items : items.slice(0, SHOWN_AT_FIRST);
  return (
    <div>
      <ul className={className}>
        {shown.map((item) => (
          <li key={keyOf(item)}>{children(item)}</li>
        ))}
      </ul>
      {isLong ? (
        <Button variant="link" className="mt-1 min-h-6" aria-expanded={isWhole} onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? fewerLabel : allLabel}
        </Button>
      ) : null}
    </div>
  );
}
