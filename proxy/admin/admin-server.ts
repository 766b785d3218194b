import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { codeOf, type Log, messageOf } from '#proxy/log.ts';
import type { Metrics } from './metrics.ts';

const RETRY_MS = 5000;
const REQUEST_TIMEOUT_MS = 10_000;

export interface AdminServerOptions {
  host: string;
  port: number;
  log: Log;
  metrics: Pick<Metrics, 'parts' | 'contentType'>;
  isReady: () => boolean;
}

/** `/healthz`, `/readyz` and `/metrics`. Traffic does not depend on it: a taken port is logged and tried again. */
export class AdminServer {
  readonly #options: AdminServerOptions;
  readonly #server: Server;
  #timer: NodeJS.Timeout | undefined;
  #isFailing = false;

  constructor(options: AdminServerOptions) {
    this.#options = options;
    this.#server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => void this.#answer(request, response));
    this.#server.on('listening', () => {
      this.#isFailing = false;
      options.log.info('admin:started', { host: options.host, port: options.port });
    });
    this.#server.on('error', (error) => this.#fail(error));
  }

  start(): void {
    this.#server.listen(this.#options.port, this.#options.host);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #fail(error: Error): void {
    if (this.#server.listening) {
      // One request could not be taken, for want of memory or descriptors; the port is still open.
      return;
    }
    if (!this.#isFailing) {
      const { host, port } = this.#options;
      this.#isFailing = true;
      this.#options.log.error('admin:failed', { host, port, reason: messageOf(error), effect: 'no metrics; traffic is not concerned' });
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), RETRY_MS);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      send(response, 405, 'method not allowed\n');
    } else if (path === '/healthz') {
      send(response, 200, 'ok\n');
    } else if (path === '/readyz') {
      const isReady = this.#options.isReady();
      send(response, isReady ? 200 : 503, isReady ? 'ready\n' : 'no configuration was applied yet\n');
    } else if (path === '/metrics') {
      await this.#sendMetrics(response);
    } else {
      send(response, 404, 'not found\n');
    }
  }

  async #sendMetrics(response: ServerResponse): Promise<void> {
    const { metrics, log } = this.#options;
    response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' });
    try {
      await pipeline(withTurns(metrics.parts()), response);
    } catch (error) {
      // Whoever asked may have gone; what it has got is cut off, so that nobody takes it for all there is.
      if (codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') {
        log.error('metrics:failed', { reason: messageOf(error) });
      }
    }
  }
}

/** Everybody else gets a turn after each part. */
async function* withTurns(parts: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const part of parts) {
    yield part;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

function send(response: ServerResponse, status: number, body: string, contentType = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
  response.end(body);
}
