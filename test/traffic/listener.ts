import type { MemberRole } from '#domain/active-standby-group.ts';
import type { DropReason } from '#domain/drop-reason.ts';
import type { EngineName } from '#domain/engine.ts';
import type { Remote } from '../remote.ts';
import { waitFor } from '../wait.ts';
import type { Clients } from './clients.ts';
import type { Place } from './connection.ts';
import type { Ground } from './ground.ts';

/** A listener as its clients on every host see it, and as the worker reports it. */
export class TestListener implements Place {
  readonly #ground: Ground;

  constructor(
    ground: Ground,
    readonly id: string,
    readonly address: string,
    readonly port: number,
  ) {
    this.#ground = ground;
  }

  get place(): Place {
    return { address: this.address, port: this.port };
  }

  /** Which server new connections reach, one from each host; the error of the connection, if they reach none. */
  async answer(): Promise<string> {
    return agreed(await Promise.all(this.#ground.clients.map((clients) => clients.reach(this.place))));
  }

  /** The same, with one word for all that the port, open as it is, may say to whom it has no server for. */
  async reached(): Promise<string> {
    const answer = await this.answer();
    return this.#ground.refusals.includes(answer) ? 'refused' : answer;
  }

  /** Resolves when new connections of every host reach this server. */
  async reaches(server: string): Promise<void> {
    await soon(this.#ground, async () => (await this.reached()) === server, `${this.id} to send new connections to ${server}`);
  }

  /** One connection from each host. */
  async open(): Promise<Conversation> {
    return new Conversation(
      await Promise.all(this.#ground.clients.map(async (clients) => ({ clients, ...(await clients.open(this.place)) }))),
    );
  }

  /** One flow from each host. */
  async flow(): Promise<Flow> {
    return new Flow(
      this.#ground,
      await Promise.all(this.#ground.clients.map(async (clients) => ({ clients, id: await clients.flow(this.place) }))),
    );
  }

  /** The last change of its row, or of anything that it depends on, is in force. */
  async settled(): Promise<void> {
    const { configuration } = this.#ground;
    const [row] = await configuration.query<{ revision: number }>('SELECT revision FROM listener WHERE id = $1', [this.id]);
    await waitFor(
      async () => {
        const status = await configuration.statusOf(this.id);
        return status?.state === 'in_force' && status.revision >= (row?.revision ?? 0);
      },
      { what: `revision ${row?.revision} of ${this.id} in force` },
    );
  }

  async servedBy(engine: EngineName): Promise<void> {
    const { configuration } = this.#ground;
    await waitFor(
      async () => {
        const status = await configuration.statusOf(this.id);
        if (status?.engine !== engine) {
          throw new Error(`${status?.engine} serves it: ${status?.engine_reason}`);
        }
        return true;
      },
      { what: `${this.id} to be served by ${engine}` },
    );
  }

  /** Changes columns of its row; resolves when that is in force. */
  async set(assignment: string): Promise<void> {
    await this.#ground.configuration.query(`UPDATE listener SET ${assignment} WHERE id = $1`, [this.id]);
    await this.settled();
  }

  async serves(role: MemberRole): Promise<void> {
    const status = () => this.#ground.configuration.statusOf(this.id);
    await waitFor(async () => (await status())?.serving === role, { what: `${role} of ${this.id} to serve` });
  }

  /** What the worker has reported of all its traffic; absent: nothing so far. */
  async traffic() {
    const [row] = await this.#ground.configuration.query<Traffic>(
      `SELECT connections_current AS current, connections_total::int AS total, bytes_in_total::int AS "bytesIn",
        bytes_out_total::int AS "bytesOut", drops FROM listener_traffic WHERE listener_id = $1`,
      [this.id],
    );
    return row;
  }

  /** Of the member that is the server at this address. */
  async verdictOf({ address }: Pick<Place, 'address'>, state: string): Promise<void> {
    await waitFor(
      async () => {
        const rows = await this.#ground.configuration.query(
          `SELECT 1 FROM verdict v JOIN vserver_member m ON m.id = v.member_id JOIN server s ON s.id = m.server_id
          WHERE v.listener_id = $1 AND s.address = $2::inet AND v.state::text = $3`,
          [this.id, address, state],
        );
        return rows.length > 0;
      },
      { what: `${address} of ${this.id} ${state}` },
    );
  }

  /** Of the one member that is checked. */
  async verdict(state: string): Promise<void> {
    const verdicts = () => this.#ground.configuration.verdictsOf(this.id);
    await waitFor(async () => (await verdicts())[0]?.state === state, { what: `${this.id} ${state}` });
  }
}

export interface Traffic {
  current: number;
  total: number;
  bytesIn: number;
  bytesOut: number;
  drops: Partial<Record<DropReason, number>>;
}

type At = { clients: Remote<Clients>; id: number };

/** Open connections, one from each host, that shall all fare alike. */
export class Conversation {
  readonly #at: readonly (At & { server: string })[];

  constructor(at: readonly (At & { server: string })[]) {
    this.#at = at;
  }

  /** Who greeted them. */
  get server(): string {
    return agreed(this.#at.map(({ server }) => server));
  }

  /** The parts of it that different servers greeted. */
  byServer(): Map<string, Conversation> {
    const parts = new Map<string, (At & { server: string })[]>();
    for (const at of this.#at) {
      parts.set(at.server, [...(parts.get(at.server) ?? []), at]);
    }
    return new Map(Array.from(parts, ([server, part]) => [server, new Conversation(part)]));
  }

  with(other: Conversation): Conversation {
    return new Conversation([...this.#at, ...other.#at]);
  }

  /** What comes back for `text`; null: nothing does, because they are over. */
  async echo(text: string): Promise<string | null> {
    return agreed(await Promise.all(this.#at.map(({ clients, id }) => clients.echo(id, text))));
  }

  /** All of them. */
  async areClosed(): Promise<boolean> {
    return (await Promise.all(this.#at.map(({ clients, id }) => clients.isClosed(id)))).every(Boolean);
  }

  async close(): Promise<void> {
    await Promise.all(this.#at.map(({ clients, id }) => clients.close(id)));
  }
}

/** Flows, one from each host, that shall all fare alike. */
export class Flow {
  readonly #ground: Ground;
  readonly #at: readonly At[];

  constructor(ground: Ground, at: readonly At[]) {
    this.#ground = ground;
    this.#at = at;
  }

  /** Resolves when their datagrams reach this server. */
  async reaches(server: string): Promise<void> {
    await soon(this.#ground, async () => (await this.ask('who')) === `${server}:who`, `the flows to go to ${server}`);
  }

  /** One datagram, one answer; null when none comes in time. */
  async ask(text: string): Promise<string | null> {
    return agreed(await Promise.all(this.#at.map(({ clients, id }) => clients.ask(id, text))));
  }
}

/** Forwarding is as the worker has reported it, at once or as soon as the ground may have it. */
async function soon({ lateMs }: Ground, condition: () => Promise<boolean>, what: string): Promise<void> {
  await waitFor(condition, { timeoutMs: lateMs, what });
}

/** What every host was told; hosts are never told different things. */
function agreed<T>(answers: readonly T[]): T {
  const [first] = answers;
  if (first === undefined || answers.some((answer) => answer !== first)) {
    throw new Error(`Clients on different hosts were told ${JSON.stringify(answers)}`);
  }
  return first;
}
