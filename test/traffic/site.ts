import type { MemberRole } from '#domain/active-standby-group.ts';
import type { EngineName } from '#domain/engine.ts';
import type { CheckSettings, ListenerColumns, TestTarget } from '../configuration.ts';
import type { Ground } from './ground.ts';
import { TestListener } from './listener.ts';
import type { ServerOptions, StartedServer } from './servers.ts';

export interface ListenerOptions {
  protocol?: 'tcp' | 'udp';
  port?: number;
  check?: CheckSettings;
  columns?: ListenerColumns;
  /** What serves it in the end; absent: the ground's own. */
  engine?: EngineName;
}

/** An instance of a test's own with its servers, in the one worker of the ground. */
export class Site {
  readonly ground: Ground;
  readonly address: string;
  readonly loadBalancerId: string;
  readonly #number: number;
  #rows = 0;

  private constructor(ground: Ground, number: number, loadBalancerId: string) {
    this.ground = ground;
    this.address = ground.serviceAddress(number);
    this.loadBalancerId = loadBalancerId;
    this.#number = number;
  }

  /** `number`: for addresses of its own, so no other test on this ground may have it. */
  static async create(ground: Ground, number: number): Promise<Site> {
    return new Site(ground, number, await ground.configuration.addLoadBalancer(ground.region, ground.serviceAddress(number)));
  }

  /** On an address of its own, or on one that is given. */
  async addServer(name: string, options: Partial<ServerOptions> = {}): Promise<TestServer> {
    this.#rows += 1;
    const address = this.ground.serverAddress(this.#rows, this.#number);
    return new TestServer(this.ground, await this.ground.servers.start({ protocol: 'tcp', address, ...options, name }));
  }

  async addPair(options: Partial<ServerOptions> = {}): Promise<Record<MemberRole, TestServer>> {
    return { active: await this.addServer('active', options), standby: await this.addServer('standby', options) };
  }

  addGroup(members: Record<MemberRole, TestServer>, weights: Partial<Record<MemberRole, number>> = {}): Promise<string> {
    return this.ground.configuration.addGroup(this.ground.region, this.loadBalancerId, members, weights);
  }

  /** A VServer group; members have weight 100 if nothing else is said. */
  async addPool(servers: readonly TestServer[], weights: readonly number[] = []): Promise<Pool> {
    const { configuration, region } = this.ground;
    const pool = new Pool(this.ground, await configuration.addVserverGroup(region, this.loadBalancerId, []));
    for (const [index, server] of servers.entries()) {
      await pool.add(server, weights[index]);
    }
    return pool;
  }

  /** Resolves when it is in force. */
  async listen(target: TestTarget, options: ListenerOptions = {}): Promise<TestListener> {
    const port = options.port ?? (await this.ground.freePort(this.address));
    const { engine = this.ground.engine, ...row } = options;
    const id = await this.ground.configuration.addListener(this.loadBalancerId, target, { ...row, port });
    const listener = new TestListener(this.ground, id, this.address, port);
    await listener.settled();
    await listener.servedBy(engine);
    return listener;
  }
}

/** A VServer group; who changes it asks a listener of it when that is in force. */
export class Pool {
  readonly #ground: Ground;

  constructor(
    ground: Ground,
    readonly vserverGroupId: string,
  ) {
    this.#ground = ground;
  }

  async add(server: TestServer, weight = 100): Promise<void> {
    await this.#ground.configuration.addVserverMember(this.#ground.region, this.vserverGroupId, {
      address: server.address,
      port: server.port,
      weight,
    });
  }

  weigh(server: TestServer, weight: number): Promise<void> {
    return this.#each(server, 'UPDATE vserver_member SET weight = $4', weight);
  }

  remove(server: TestServer): Promise<void> {
    return this.#each(server, 'DELETE FROM vserver_member');
  }

  async #each({ address, port }: TestServer, statement: string, ...values: unknown[]): Promise<void> {
    await this.#ground.configuration.query(
      `${statement} WHERE group_id = $1 AND port = $3 AND server_id = (SELECT id FROM server WHERE address = $2::inet)`,
      [this.vserverGroupId, address, port, ...values],
    );
  }
}

/** A toy server of a test, wherever it runs. */
export class TestServer {
  readonly address: string;
  readonly port: number;
  readonly #ground: Ground;
  readonly #id: number;

  constructor(ground: Ground, { id, address, port }: StartedServer) {
    this.#ground = ground;
    this.#id = id;
    this.address = address;
    this.port = port;
  }

  stop(): Promise<void> {
    return this.#ground.servers.stop(this.#id);
  }

  start(): Promise<void> {
    return this.#ground.servers.resume(this.#id);
  }

  /** Datagrams are swallowed, or not any more. */
  setSilent(isSilent: boolean): Promise<void> {
    return this.#ground.servers.setSilent(this.#id, isSilent);
  }

  /** Connections or datagrams since the test began. */
  received(): Promise<number> {
    return this.#ground.servers.received(this.#id);
  }

  /** Addresses, one for each connection or datagram. */
  clientsSeen(): Promise<string[]> {
    return this.#ground.servers.clientsSeen(this.#id);
  }

  /** Connections that are open. */
  open(): Promise<number> {
    return this.#ground.servers.open(this.#id);
  }
}
