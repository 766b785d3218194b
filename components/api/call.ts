/** A request to the REST API of this console, as it is sent. */
export interface ApiCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root of the console, with its query. */
  path: string;
  /** Undefined: none is sent. */
  body?: unknown;
  idempotencyKey?: string;
  /** The version that a change is meant for; when it is another one by then, the answer is 412 with `conflict`. */
  ifMatch?: number;
}

/** It changes nothing: a read, or the rehearsal of a change. */
export const isRead = ({ method, path }: ApiCall) => method === 'GET' || path.endsWith('?dryRun=true');
