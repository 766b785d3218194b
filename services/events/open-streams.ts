import { processWide } from '../process-wide.ts';

interface OpenStreams {
  isClosing: boolean;
  closers: Set<() => void>;
}

function openStreams(): OpenStreams {
  return processWide('open-streams', '', () => ({ isClosing: false, closers: new Set() }));
}

/** False: the process is about to end, so the stream must not be opened. */
export function registerStream(close: () => void): boolean {
  const { isClosing, closers } = openStreams();
  if (!isClosing) {
    closers.add(close);
  }
  return !isClosing;
}

export function unregisterStream(close: () => void): void {
  openStreams().closers.delete(close);
}

/** Next waits for open answers before it ends, for ever if need be: event streams must be closed for it. */
export function closeStreams(): void {
  const streams = openStreams();
  streams.isClosing = true;
  for (const close of [...streams.closers]) {
    close();
  }
}
