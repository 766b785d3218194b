import type { HealthCheckSettings } from '#domain/health-check.ts';
import type { ListenerTarget, UpdateListenerInput } from '#domain/listener.ts';
import type { DefaultServersInput, VServerMemberInput } from '#domain/server-group.ts';
import type {
  AccessControlListView,
  ActiveStandbyGroupView,
  DefaultServerView,
  ListenerView,
  LoadBalancerView,
  ServerView,
  VServerGroupView,
} from '#domain/view.ts';
import type { Product } from '#test/product.ts';

/** Detects within two to four seconds: as short as the ranges of data-plane 6.5 allow. */
export const QUICK_CHECK: HealthCheckSettings = {
  enabled: true,
  type: 'tcp',
  port: null,
  timeoutSeconds: 1,
  intervalSeconds: 1,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  request: null,
  expected: null,
  method: null,
  path: null,
  domain: null,
  statusClasses: [],
};

type ListenerOptions = Omit<UpdateListenerInput, 'target' | 'healthCheck'> & {
  protocol?: 'tcp' | 'udp';
  healthCheck?: Partial<HealthCheckSettings>;
};

type Cookie = {
  name: string;
  value: string;
  domain: string;
  path: string;
  expires: number;
  httpOnly: boolean;
  secure: boolean;
  sameSite: 'Lax';
};

/** Well before what is dangerous asks again for a proof of who one is. */
const SESSION_AGE_MAX_MS = 10 * 60_000;

/** The REST API with the administrator's session, for what a test needs before its browser part. */
export class Rest {
  readonly #product: Product;
  readonly #origin: string;
  #cookies: Cookie[] = [];
  #signedInAt = 0;

  private constructor(product: Product) {
    this.#product = product;
    this.#origin = new URL(product.consoleUrl).origin;
  }

  static async signIn(product: Product): Promise<Rest> {
    const rest = new Rest(product);
    await rest.current();
    return rest;
  }

  /** For a browser: a session that is good for the minutes to come. The one before goes on for whoever still has it. */
  async current(): Promise<{ cookies: Cookie[]; origins: [] }> {
    if (Date.now() - this.#signedInAt > SESSION_AGE_MAX_MS) {
      this.#cookies = await Rest.#newCookies(this.#product);
      this.#signedInAt = Date.now();
    }
    return { cookies: this.#cookies, origins: [] };
  }

  static async #newCookies(product: Product): Promise<Cookie[]> {
    const response = await fetch(new URL('/api/auth/sign-in/email', product.consoleUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: new URL(product.consoleUrl).origin },
      body: JSON.stringify(product.administrator),
    });
    if (!response.ok) {
      throw new Error(`sign-in answered ${response.status}: ${await response.text()}`);
    }
    const domain = new URL(product.consoleUrl).hostname;
    const kept = response.headers.getSetCookie().filter((line) => !line.includes('Max-Age=0;'));
    return kept.map((line): Cookie => {
      const pair = line.split(';')[0] ?? '';
      const at = pair.indexOf('=');
      return {
        name: pair.slice(0, at),
        value: pair.slice(at + 1),
        domain,
        path: '/',
        expires: -1,
        httpOnly: true,
        secure: false,
        sameSite: 'Lax',
      };
    });
  }

  /** Any answer; `body` is the parsed JSON, or null when there is none. */
  async call<T>(method: string, path: string, input?: unknown): Promise<{ status: number; body: T }> {
    const { cookies } = await this.current();
    const response = await fetch(`${this.#origin}/api/v1${path}`, {
      method,
      headers: {
        origin: this.#origin,
        cookie: cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join('; '),
        ...(input === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: input === undefined ? undefined : JSON.stringify(input),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  /** As `call`, for what has to succeed. */
  async must<T>(method: string, path: string, input?: unknown): Promise<T> {
    const { status, body } = await this.call<T>(method, path, input);
    if (status >= 300) {
      throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(body)}`);
    }
    return body;
  }

  registerServer(input: { regionId: string; name: string; address: string }): Promise<ServerView> {
    return this.must('POST', '/servers', input);
  }

  createInstance(regionId: string, name: string): Promise<LoadBalancerView> {
    return this.must('POST', '/load-balancers', { regionId, name });
  }

  createGroup(
    loadBalancerId: string,
    name: string,
    active: { serverId: string; port: number },
    standby: { serverId: string; port: number },
  ) {
    return this.must<ActiveStandbyGroupView>('POST', `/load-balancers/${loadBalancerId}/active-standby-groups`, {
      name,
      servers: [
        { serverId: active.serverId, port: active.port, role: 'active' },
        { serverId: standby.serverId, port: standby.port, role: 'standby' },
      ],
    });
  }

  setDefaultServers(loadBalancerId: string, servers: DefaultServersInput): Promise<DefaultServerView[]> {
    return this.must('PUT', `/load-balancers/${loadBalancerId}/default-servers`, servers);
  }

  createVServerGroup(loadBalancerId: string, name: string, servers: VServerMemberInput[]): Promise<VServerGroupView> {
    return this.must('POST', `/load-balancers/${loadBalancerId}/vserver-groups`, { name, servers });
  }

  /** On an active/standby group. */
  createListener(loadBalancerId: string, groupId: string, port: number, options: ListenerOptions = {}): Promise<ListenerView> {
    return this.createListenerOn(loadBalancerId, { kind: 'active-standby-group', id: groupId }, port, options);
  }

  createListenerOn(loadBalancerId: string, target: ListenerTarget, port: number, options: ListenerOptions = {}): Promise<ListenerView> {
    return this.must('POST', `/load-balancers/${loadBalancerId}/listeners`, {
      ...options,
      protocol: options.protocol ?? 'tcp',
      port,
      target,
      healthCheck: { ...QUICK_CHECK, ...options.healthCheck },
      start: true,
    });
  }

  getListener(id: string): Promise<ListenerView> {
    return this.must('GET', `/listeners/${id}`);
  }

  createAccessControlList(input: {
    regionId: string;
    name: string;
    entries: { cidr: string; comment: string }[];
  }): Promise<AccessControlListView> {
    return this.must('POST', '/access-control-lists', input);
  }

  updateListener(id: string, changes: UpdateListenerInput): Promise<ListenerView> {
    return this.must('PATCH', `/listeners/${id}`, changes);
  }

  deleteGroup(id: string): Promise<unknown> {
    return this.must('DELETE', `/active-standby-groups/${id}`);
  }
}
