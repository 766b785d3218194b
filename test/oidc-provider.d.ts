/** What test/identity-provider.ts uses of it; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface TokenContext {
    oidc?: { route: string };
    body: { id_token?: string } | undefined;
  }

  export class Provider {
    constructor(issuer: string, configuration: object);
    use(middleware: (ctx: TokenContext, next: () => Promise<void>) => Promise<void>): this;
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
  }
}
