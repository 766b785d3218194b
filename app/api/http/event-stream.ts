import { DomainError } from '#domain/domain-error.ts';
import { registerStream, unregisterStream } from '#services/events/open-streams.ts';

export const HEARTBEAT_MS = 15_000;
/** How long a browser waits before it opens a broken stream again. */
const RETRY_MS = 2000;
/** A reader that has left this many events unread is gone. */
const UNREAD_MAX = 100;

/**
 * One open stream of server-sent events. It closes when the client leaves, does not read, or the process
 * is about to end; `onClose` runs exactly once, whichever comes first.
 */
export class EventStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #encoder = new TextEncoder();
  readonly #cleanups: (() => void)[] = [];
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(signal: AbortSignal) {
    this.body = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => this.close(),
    });
    const close = () => this.close();
    if (!registerStream(close)) {
      throw new DomainError('ServiceUnavailable', 'The console is about to stop.');
    }
    this.onClose(() => unregisterStream(close));
    signal.addEventListener('abort', close, { once: true });
    this.onClose(() => signal.removeEventListener('abort', close));
    const heartbeat = setInterval(() => this.#write(': heartbeat\n\n'), HEARTBEAT_MS);
    this.onClose(() => clearInterval(heartbeat));
    this.#write(`retry: ${RETRY_MS}\n\n`);
    if (signal.aborted) {
      this.close();
    }
  }

  send(event: string): void {
    // A browser drops events without data.
    this.#write(`event: ${event}\ndata: {}\n\n`);
  }

  onClose(cleanup: () => void): void {
    if (this.#controller) {
      this.#cleanups.push(cleanup);
    } else {
      cleanup();
    }
  }

  close(): void {
    const controller = this.#controller;
    if (!controller) {
      return;
    }
    this.#controller = undefined;
    for (const cleanup of this.#cleanups) {
      cleanup();
    }
    try {
      controller.close();
    } catch {
      // The client has cancelled: the stream is closed already.
    }
  }

  #write(text: string): void {
    if ((this.#controller?.desiredSize ?? 0) < -UNREAD_MAX) {
      this.close();
      return;
    }
    this.#controller?.enqueue(this.#encoder.encode(text));
  }
}
