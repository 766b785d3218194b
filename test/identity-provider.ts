import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** A person whom the provider knows, by the login that they type there; any password is right. */
export interface Person {
  email?: string;
  email_verified?: boolean;
  name?: string;
}

export interface IdentityProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  people: Map<string, Person>;
  /** Changes the claims of each ID token before it is signed again; null: they stay as the provider makes them. */
  tamper: ((claims: Record<string, unknown>) => Record<string, unknown> | string) | null;
  /** The environment of a console that uses it. */
  variables: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * A certified OpenID Connect provider on loopback, with pages of its own to sign in and to consent. Without an origin, for consoles at
 * whatever port of 127.0.0.1.
 */
export async function startIdentityProvider(consoleOrigin?: string): Promise<IdentityProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { clientId: 'openslb', clientSecret: randomBytes(24).toString('base64url') };
  const people = new Map<string, Person>();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [`${consoleOrigin ?? 'http://127.0.0.1'}/api/auth/oidc/callback`],
        // Of an application on this machine the port does not count.
        application_type: consoleOrigin === undefined ? 'native' : 'web',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'RS256' }] },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
    ttl: { Session: 3600, Interaction: 3600, Grant: 3600, AccessToken: 600, IdToken: 600 },
  });
  const running: IdentityProvider = {
    issuer,
    ...client,
    people,
    tamper: null,
    variables: {
      OPENSLB_OIDC_ISSUER: issuer,
      OPENSLB_OIDC_CLIENT_ID: client.clientId,
      OPENSLB_OIDC_CLIENT_SECRET: client.clientSecret,
      OPENSLB_OIDC_NAME: 'Example ID',
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  provider.use(async (ctx, next) => {
    await next();
    const token = ctx.oidc?.route === 'token' ? ctx.body?.id_token : undefined;
    if (token !== undefined && ctx.body && running.tamper) {
      const [header = '', payload = ''] = token.split('.');
      const changed = running.tamper(JSON.parse(Buffer.from(payload, 'base64url').toString()));
      ctx.body.id_token = typeof changed === 'string' ? changed : signed(header, changed);
    }
  });
  const signed = (header: string, claims: object) => {
    const text = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  server.on('request', provider.callback());
  return running;
}

const REDIRECTS_MAX = 12;

/** Someone's browser at the provider: keeps its cookies, and fills in its pages. */
export class VisitorAtProvider {
  readonly #cookies = new Map<string, string>();

  /** Goes where the console has sent the browser, signs in and consents; answers the address back at the console. */
  async signIn(url: string, login: string): Promise<URL> {
    let response = await this.#visit(new URL(url));
    for (let steps = 0; steps < REDIRECTS_MAX; steps += 1) {
      const location = response.headers.get('location');
      if (location !== null) {
        const next = new URL(location, response.url);
        if (next.pathname === '/api/auth/oidc/callback') {
          return next;
        }
        response = await this.#visit(next);
        continue;
      }
      const page = await response.text();
      const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
      if (action === undefined) {
        throw new Error(`The provider answered ${response.status}: ${page.slice(0, 500)}`);
      }
      const fields = new URLSearchParams(
        [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
      );
      if (page.includes('name="login"')) {
        fields.set('login', login);
        fields.set('password', 'any');
      }
      response = await this.#visit(new URL(action, response.url), fields);
    }
    throw new Error('The provider does not come to an end.');
  }

  async #visit(url: URL, form?: URLSearchParams): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { method: form ? 'POST' : 'GET', body: form, headers: { cookie }, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return response;
  }
}
