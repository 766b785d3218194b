import { setTimeout as sleep } from 'node:timers/promises';
import { openUdpClient } from '../servers.ts';
import { burst } from './burst.ts';
import { Connection, type Place, type Source } from './connection.ts';

export interface OpenConnection {
  id: number;
  /** Who greeted it. */
  server: string;
  localPort: number;
}

export type Clients = ReturnType<typeof clients>;

const AT_ONCE = 16;
const ANSWER_MS = 1000;

/** Clients of one host, by functions that a process on another host can have as well: what is open is known by a number. */
export function clients() {
  const connections = new Map<number, Connection>();
  const flows = new Map<number, Awaited<ReturnType<typeof openUdpClient>>>();
  let lastId = 0;
  const connectionOf = (id: number) => found(connections.get(id), `connection ${id}`);
  const flowOf = (id: number) => found(flows.get(id), `flow ${id}`);

  async function open(place: Place, source: Source = {}): Promise<OpenConnection> {
    const { connection, server, localPort } = await Connection.open(place, source);
    lastId += 1;
    connections.set(lastId, connection);
    return { id: lastId, server, localPort };
  }

  /** Which server greets a connection that is reset thereafter; or the code of the error that it ended with. */
  async function reach(place: Place, source: Source = {}): Promise<string> {
    try {
      const { connection, server } = await Connection.open(place, source);
      await connection.close();
      return server;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Stays until `closeAll`, so that no other flow gets its port. */
  async function flow(place: Place, source: Source = {}): Promise<number> {
    const client = await openUdpClient(place.port, place.address, source);
    lastId += 1;
    flows.set(lastId, client);
    return lastId;
  }

  return {
    open,
    reach,
    flow,
    /** Connections that stay open; of those that nobody greeted, the code of the error. */
    openEach: async (place: Place, sources: Source[]): Promise<(OpenConnection | string)[]> =>
      each(sources, (source) => open(place, source).catch((error: Error) => error.message)),
    /** Some at once; in the order of the sources. */
    reachEach: async (place: Place, sources: Source[]): Promise<string[]> => each(sources, (source) => reach(place, source)),
    async echo(id: number, text: string): Promise<string | null> {
      return connectionOf(id).echo(text);
    },
    async isClosed(id: number): Promise<boolean> {
      return connectionOf(id).isClosed;
    },
    async close(id: number, isOrderly = false): Promise<void> {
      const connection = connectionOf(id);
      connections.delete(id);
      await connection.close(isOrderly);
    },
    async upload(id: number): Promise<void> {
      connectionOf(id).upload();
    },
    /** That have come on a connection so far. */
    async bytesOf(id: number): Promise<number> {
      return connectionOf(id).bytes;
    },
    /** One datagram, one answer; null when none comes in time. */
    async ask(id: number, text: string, timeoutMs = ANSWER_MS): Promise<string | null> {
      return flowOf(id).ask(text, timeoutMs);
    },
    /** Who answers new flows, one of each source; null: nobody. */
    async askEach(place: Place, sources: Source[], text: string, timeoutMs = ANSWER_MS): Promise<(string | null)[]> {
      return each(sources, async (source) => {
        const answer = await flowOf(await flow(place, source)).ask(text, timeoutMs);
        return answer?.split(':')[0] ?? null;
      });
    },
    /** Bytes a second that come from a server that sends for ever, once it is under way. */
    async rateOf(id: number, overMs: number): Promise<number> {
      const connection = connectionOf(id);
      const before = { bytes: connection.bytes, at: performance.now() };
      await sleep(overMs);
      return ((connection.bytes - before.bytes) / (performance.now() - before.at)) * 1000;
    },
    /** One datagram from each of many ports, as fast as they can be sent. */
    burst: (place: Place, count: number) => burst(place, count),
    async closeAll(): Promise<void> {
      await Promise.all(Array.from(connections.values(), (connection) => connection.close()));
      connections.clear();
      for (const client of flows.values()) {
        client.close();
      }
      flows.clear();
    },
  };
}

async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const loop = async () => {
    for (const [index, item] of left) {
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, loop));
  return results;
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) {
    throw new Error(`There is no ${what}.`);
  }
  return value;
}
