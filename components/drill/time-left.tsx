'use client';

import { useNow } from 'use-intl';

interface TimeLeftProps {
  /** When it was told, and when that was, ms by the browser's clock. */
  leftMilliseconds: number;
  toldAt: number;
}

/** Counts down between two answers: 1:05. */
export function TimeLeft({ leftMilliseconds, toldAt }: TimeLeftProps) {
  const now = useNow({ updateInterval: 250 });
  const seconds = Math.max(0, Math.ceil((leftMilliseconds - Math.max(0, now.getTime() - toldAt)) / 1000));
  return (
    <span role="timer" className="tabular-nums">
      {Math.floor(seconds / 60)}:{(seconds % 60).toString().padStart(2, '0')}
    </span>
  );
}
