import type { EngineName } from '#domain/engine.ts';
import type { TestConfiguration } from '../configuration.ts';
import type { Remote } from '../remote.ts';
import { freePort } from '../servers.ts';
import type { Clients } from './clients.ts';
import { clients } from './clients.ts';
import type { Servers } from './servers.ts';
import { servers } from './servers.ts';

/** Where a test of traffic takes place: clients, one worker, and servers; all addresses are of one version of IP. */
export interface Ground {
  readonly configuration: TestConfiguration;
  readonly region: string;
  /** Of each host that has some. */
  readonly clients: readonly Remote<Clients>[];
  readonly servers: Remote<Servers>;
  /** The worker's log. */
  readonly lines: readonly string[];
  serviceAddress(number: number): string;
  /** Of the same number, servers in different rows have different addresses. */
  serverAddress(row: number, number: number): string;
  /** That nothing has listened on so far. */
  freePort(address: string): Promise<number>;
  /** What serves its listeners, but for those that it cannot. */
  readonly engine: EngineName;
  /** How long after the worker has reported a change of routing traffic may still go where it went before. */
  readonly lateMs: number;
  /** What a client may be told whom no server takes although the port is open. */
  readonly refusals: readonly string[];
}

/** Everything in this process, on loopback addresses that begin with 127.0 and a third number from `network` on. */
export function loopbackGround(given: Pick<Ground, 'configuration' | 'region' | 'lines'> & { network: number }): Ground {
  return {
    ...given,
    clients: [clients()],
    servers: servers(),
    serviceAddress: (number) => `127.0.${given.network}.${number}`,
    serverAddress: (row, number) => `127.0.${given.network + row}.${number}`,
    freePort,
    engine: 'userspace',
    lateMs: 0,
    refusals: ['ECONNRESET'],
  };
}
