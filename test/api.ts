import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

type RouteHandler = (request: Request, segment: { params: Promise<Record<string, string | string[]>> }) => Promise<Response>;

export interface ApiRoute {
  /** As Next spells it: `/api/v1/servers/[id]`. */
  pattern: string;
  load(): Promise<Record<string, RouteHandler>>;
}

const APP = join(import.meta.dirname, '..', 'app');
export const ORIGIN = 'http://console.test:3000';

/** Every route handler file of the console. */
export const API_ROUTES: ApiRoute[] = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(^|[\\/])route\.tsx?$/.test(file))
  .map((file) => ({
    pattern: `/${relative('.', file).split(sep).slice(0, -1).join('/')}`,
    load: () => import(pathToFileURL(join(APP, file)).href),
  }))
  // As in Next, a fixed segment wins over a variable one, and that over the rest of a path.
  .sort((a, b) => (rank(a.pattern) < rank(b.pattern) ? -1 : 1));

function rank(pattern: string): string {
  return pattern.replace(/\[\.\.\.\w+\]/g, '~~').replace(/\[\w+\]/g, '~');
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  body: any;
}

export interface ApiRequest {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Calls route handlers with real requests, as Next would, with the cookies of one browser. */
export class ApiClient {
  readonly #cookies = new Map<string, string>();

  signIn(email: string, password: string): Promise<ApiAnswer> {
    return this.request('POST', '/api/auth/sign-in/email', { body: { email, password } });
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keepCookies(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at);
      if (/; ?max-age=0(;|$)/i.test(line)) {
        this.#cookies.delete(name);
      } else {
        this.#cookies.set(name, pair.slice(at + 1));
      }
    }
  }

  get = (path: string) => this.request('GET', path);
  post = (path: string, body?: unknown, headers?: Record<string, string>) => this.request('POST', path, { body, headers });
  put = (path: string, body?: unknown) => this.request('PUT', path, { body });
  patch = (path: string, body?: unknown) => this.request('PATCH', path, { body });
  delete = (path: string) => this.request('DELETE', path);

  async request(method: string, path: string, options: ApiRequest = {}): Promise<ApiAnswer> {
    const response = await this.raw(method, path, options);
    this.#keepCookies(response.headers);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  async raw(method: string, path: string, { body, headers = {}, signal }: ApiRequest = {}): Promise<Response> {
    const url = new URL(path, ORIGIN);
    const sent = new Headers({ host: url.host, ...(method === 'GET' ? {} : { origin: ORIGIN }) });
    if (this.#cookies.size > 0) {
      sent.set('cookie', this.cookie);
    }
    if (body !== undefined) {
      sent.set('content-type', 'application/json');
    }
    for (const [name, value] of Object.entries(headers)) {
      value === '' ? sent.delete(name) : sent.set(name, value);
    }
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const { handler, params } = await find(method, url.pathname);
    return handler(new Request(url, { method, headers: sent, body: text, signal }), { params: Promise.resolve(params) });
  }
}

async function find(method: string, path: string): Promise<{ handler: RouteHandler; params: Record<string, string> }> {
  for (const route of API_ROUTES) {
    const source = route.pattern
      .replace(/\./g, '\\.')
      .replace(/\[(?:\\\.){3}(\w+)\]/g, '(?<$1>.+)')
      .replace(/\[(\w+)\]/g, '(?<$1>[^/]+)');
    const match = new RegExp(`^${source}$`).exec(path);
    if (match) {
      const handler = (await route.load())[method];
      if (!handler) {
        throw new Error(`${route.pattern} has no ${method}`);
      }
      const groups = Object.entries(match.groups ?? {});
      return { handler, params: Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)])) };
    }
  }
  throw new Error(`No route for ${path}`);
}
