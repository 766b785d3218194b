import { expect } from 'vitest';
import type { Ground } from '#test/traffic/ground.ts';
import { allowedAnswers, type Group, type Instance, isOpen, type Member, type WantedListener } from './configuration-model.ts';
import type { Dice } from './seed.ts';
import { waitFor } from './wait.ts';

const INSTANCES = 3;
const SERVERS = 5;
const LISTENERS_MAX = 6;
const GROUPS_MAX = 4;
const ASKED_TIMES = 6;
const SCHEDULERS = ['wrr', 'rr', 'wlc', 'sch', 'tch'] as const;
const CHANGES = [
  ...(['group', 'listen', 'listen', 'listen', 'stop', 'move', 'target', 'weight', 'weight', 'control', 'control'] as const),
  ...(['persistence', 'remove', 'instance', 'server', 'server'] as const),
] as const;
/** Of the lists that the test's clients are not in. */
const OTHERS = '192.0.2.0/24';
/** Where the members of a group stand, and what names their group. */
const TABLES = {
  'active-standby': ['active_standby_member', 'group_id'],
  pool: ['vserver_member', 'group_id'],
  default: ['default_server', 'load_balancer_id'],
} as const;
const SILENCE_MS = 500;
const PERSISTENCE_SECONDS = 3600;

interface FuzzedServer {
  name: string;
  address: string;
  port: number;
  tcpId: number;
  udpId: number;
  isUp: boolean;
}

/** Desired state in Postgres and in the model, changed together. */
export class ConfigurationRun {
  readonly #ground: Ground;
  /** Which addresses the clients have. */
  readonly #clientNetwork: string;
  readonly #dice: Dice;
  readonly #servers: FuzzedServer[] = [];
  /** Who has the clients of a listener with persistence. */
  readonly #keepers = new Map<string, string>();
  readonly #instances: Instance[] = [];
  #formerPlaces: { address: string; port: number }[] = [];

  constructor(dice: Dice, ground: Ground, clientNetwork: string) {
    this.#dice = dice;
    this.#ground = ground;
    this.#clientNetwork = clientNetwork;
  }

  /** All servers have one port, which a default group needs. */
  async prepare(): Promise<void> {
    const { servers, region } = this.#ground;
    const port = await this.#ground.freePort(this.#ground.serverAddress(1, 1));
    for (let host = 1; host <= SERVERS; host += 1) {
      const place = { name: `server-${host}`, address: this.#ground.serverAddress(1, host), port };
      const tcp = await servers.start({ ...place, protocol: 'tcp' });
      const udp = await servers.start({ ...place, protocol: 'udp' });
      this.#servers.push({ ...place, tcpId: tcp.id, udpId: udp.id, isUp: true });
    }
    for (const [name, network] of Object.entries({ client: this.#clientNetwork, others: OTHERS, nobody: null })) {
      await this.#query(`INSERT INTO access_control_list (id, region_id, name, ip_version) VALUES ($1, $2, $1, 'ipv4')`, name, region);
      if (network !== null) {
        await this.#query('INSERT INTO access_control_entry VALUES ($1, $2)', name, network);
      }
    }
    for (let host = 1; host <= INSTANCES; host += 1) {
      const address = this.#ground.serviceAddress(host);
      const id = await this.#ground.configuration.addLoadBalancer(region, address);
      const instance: Instance = { id, address, isActive: true, groups: [], listeners: [] };
      this.#instances.push(instance);
      await this.#addDefaultGroup(instance);
      await this.#addGroup(instance);
    }
  }

  /** Says what it was. */
  async change(): Promise<string> {
    const instance = this.#dice.pick(this.#instances);
    const kind = this.#dice.pick(CHANGES);
    const group = this.#dice.pick(instance.groups);
    const listener = instance.listeners.length === 0 ? null : this.#dice.pick(instance.listeners);
    switch (kind) {
      case 'group':
        return instance.groups.length < GROUPS_MAX ? this.#addGroup(instance) : this.#weigh(group);
      case 'instance':
        return this.#switchInstance(instance);
      case 'server':
        return this.#switchServer();
      case 'weight':
        return this.#weigh(group);
      default:
        break;
    }
    if (listener === null || (kind === 'listen' && instance.listeners.length < LISTENERS_MAX)) {
      return this.#listen(instance, group);
    }
    switch (kind) {
      case 'stop':
      case 'listen':
        listener.isEnabled = !listener.isEnabled;
        await this.#query('UPDATE listener SET enabled = $2 WHERE id = $1', listener.id, listener.isEnabled);
        return `${listener.isEnabled ? 'start' : 'stop'} ${listener.id}`;
      case 'move':
        this.#formerPlaces.push({ address: instance.address, port: listener.port });
        // At another port it is another listener to its clients: whom they belong to is chosen anew.
        this.#keepers.delete(listener.id);
        listener.port = await this.#ground.freePort(instance.address);
        await this.#query('UPDATE listener SET port = $2 WHERE id = $1', listener.id, listener.port);
        return `move ${listener.id} to ${listener.port}`;
      case 'target':
        listener.group = group;
        // Persistence names a member, and a server is another member in another group.
        this.#keepers.delete(listener.id);
        await this.#query(
          'UPDATE listener SET active_standby_group_id = $2, vserver_group_id = $3, backend_port = $4 WHERE id = $1',
          listener.id,
          group.kind === 'active-standby' ? group.id : null,
          group.kind === 'pool' ? group.id : null,
          group.kind === 'default' ? this.#serverPort() : null,
        );
        return `give ${listener.id} the ${group.kind} group ${group.id}`;
      case 'control':
        return this.#control(listener);
      case 'persistence':
        if (listener.protocol === 'tcp') {
          listener.hasPersistence = !listener.hasPersistence;
          const seconds = listener.hasPersistence ? PERSISTENCE_SECONDS : 0;
          await this.#query('UPDATE listener SET persistence_seconds = $2 WHERE id = $1', listener.id, seconds);
        }
        return `persistence ${listener.hasPersistence ? 'on' : 'off'} at ${listener.id}`;
      case 'remove':
        this.#formerPlaces.push({ address: instance.address, port: listener.port });
        instance.listeners = instance.listeners.filter((one) => one !== listener);
        await this.#query('DELETE FROM listener WHERE id = $1', listener.id);
        return `remove ${listener.id}`;
    }
  }

  /** A verdict takes its time, so the answers may be those of before at first, but never those of a stranger. */
  async compare(what: string): Promise<void> {
    const isUp = (member: Member) => this.#servers.some((server) => server.name === member.name && server.isUp);
    const asked = this.#instances.flatMap((instance) => instance.listeners.map((listener) => ({ instance, listener })));
    await Promise.all(
      asked.map(async ({ instance, listener }) => {
        const allowed = allowedAnswers(instance, listener, isUp, this.#ground.refusals);
        const known = ['ECONNREFUSED', 'ECONNRESET', 'silence', ...listener.group.members.map((member) => member.name)];
        let answers: string[] = [];
        await waitFor(
          async () => {
            answers = await this.#ask({ address: instance.address, port: listener.port }, listener.protocol);
            return answers.some((answer) => !known.includes(answer)) || answers.every((answer) => allowed.includes(answer));
          },
          { intervalMs: 100, what: `${listener.id} to answer with ${allowed}` },
        ).catch((cause) => {
          throw new Error(`${what}: ${listener.id} answers ${answers}, allowed: ${allowed}`, { cause });
        });
        expect({ what, strangers: answers.filter((answer) => !known.includes(answer)) }).toEqual({ what, strangers: [] });
        this.#compareKeeper(what, { instance, listener, allowed, answers });
      }),
    );
    for (const place of this.#formerPlaces) {
      const answers = new Set(await this.#ask(place, 'tcp'));
      expect({ what, place, answers }).toEqual({ what, place, answers: new Set(['ECONNREFUSED']) });
    }
    this.#formerPlaces = [];
    await this.#clients.closeAll();
  }

  /** Those of one host: what persistence remembers is of an address. */
  get #clients() {
    const [clients] = this.#ground.clients;
    if (!clients) {
      throw new Error('Nobody is there to ask.');
    }
    return clients;
  }

  async #ask(place: { address: string; port: number }, protocol: 'tcp' | 'udp'): Promise<string[]> {
    const sources = Array.from({ length: ASKED_TIMES }, () => ({}));
    if (protocol === 'tcp') {
      return this.#clients.reachEach(place, sources);
    }
    // Clients that nobody has heard of yet.
    const names = await this.#clients.askEach(place, sources, 'hello', SILENCE_MS);
    return names.map((name) => name ?? 'silence');
  }

  /** Whom the clients were sent to before, they are sent to again while it may receive. */
  #compareKeeper(
    what: string,
    { instance, listener, allowed, answers }: { instance: Instance; listener: WantedListener; allowed: string[]; answers: string[] },
  ): void {
    const { id, hasPersistence, group } = listener;
    const [answer = ''] = answers;
    if (!isOpen(instance, listener) || !hasPersistence || group.kind === 'active-standby') {
      this.#keepers.delete(id);
    } else if (group.members.some((member) => member.name === answer)) {
      const former = this.#keepers.get(id) ?? answer;
      const keeper = allowed.includes(former) ? former : answer;
      expect({ what, id, answers }).toEqual({ what, id, answers: answers.map(() => keeper) });
      this.#keepers.set(id, keeper);
    }
  }

  async #listen(instance: Instance, group: Group): Promise<string> {
    const port = await this.#ground.freePort(instance.address);
    const protocol = this.#dice.pick(['tcp', 'tcp', 'udp'] as const);
    const isChecked = this.#dice.chance(0.8);
    const hasPersistence = protocol === 'tcp' && this.#dice.chance(0.3);
    const columns = { scheduler: this.#dice.pick(SCHEDULERS), persistence_seconds: hasPersistence ? PERSISTENCE_SECONDS : 0 };
    const check = { enabled: isChecked, type: protocol };
    const id = await this.#ground.configuration.addListener(instance.id, this.#targetOf(group), { protocol, port, columns, check });
    instance.listeners.push({ id, protocol, port, isEnabled: true, isChecked, hasPersistence, accessControl: null, group });
    return `listen ${id} on ${protocol} ${port} ${isChecked ? '' : 'unchecked '}with the ${group.kind} group ${group.id}`;
  }

  #targetOf(group: Group) {
    switch (group.kind) {
      case 'active-standby':
        return group.id;
      case 'pool':
        return { vserverGroupId: group.id };
      case 'default':
        return { backendPort: this.#serverPort() };
    }
  }

  #serverPort(): number {
    return this.#servers[0]?.port ?? 0;
  }

  async #control(listener: WantedListener): Promise<string> {
    const names = this.#dice.pick(['client', 'others', 'nobody'] as const);
    const mode = this.#dice.pick(['whitelist', 'blacklist'] as const);
    listener.accessControl = this.#dice.chance(0.4) ? null : { mode, names };
    await this.#query(
      `WITH chosen AS (SELECT $2::access_control_mode AS mode), dropped AS (
        DELETE FROM listener_access_control_list USING chosen
        WHERE listener_id = $1 AND (access_control_list_id <> $3 OR mode IS NULL)),
      selected AS (
        INSERT INTO listener_access_control_list SELECT $1, $3 FROM chosen WHERE mode IS NOT NULL ON CONFLICT DO NOTHING)
      UPDATE listener SET access_control_mode = (SELECT mode FROM chosen) WHERE id = $1`,
      listener.id,
      listener.accessControl?.mode ?? null,
      names,
    );
    return `control ${listener.id} by ${listener.accessControl ? `a ${mode} of ${names}` : 'nothing'}`;
  }

  async #addDefaultGroup(instance: Instance): Promise<void> {
    const members: Member[] = [];
    for (const { name, address } of this.#servers.slice(0, 3)) {
      await this.#ground.configuration.addDefaultServer(this.#ground.region, instance.id, { address });
      members.push({ name, address, weight: 100 });
    }
    instance.groups.push({ id: instance.id, kind: 'default', members });
  }

  async #addGroup(instance: Instance): Promise<string> {
    const kind = this.#dice.pick(['active-standby', 'pool'] as const);
    const first = this.#dice.below(SERVERS);
    const count = kind === 'pool' ? 1 + this.#dice.below(SERVERS) : 2;
    const chosen = Array.from({ length: count }, (_, index) => this.#servers[(first + index) % SERVERS]).filter((one) => one !== undefined);
    const members: Member[] = chosen.map(({ name, address }) => ({ name, address, weight: 100 }));
    const [active, standby] = chosen;
    const { configuration, region } = this.#ground;
    const id =
      kind === 'active-standby' && active && standby
        ? await configuration.addGroup(region, instance.id, { active, standby })
        : await configuration.addVserverGroup(region, instance.id, chosen);
    instance.groups.push({ id, kind, members });
    return `add the ${kind} group ${id} of ${members.map((member) => member.name)}`;
  }

  async #weigh(group: Group): Promise<string> {
    const member = this.#dice.pick(group.members);
    member.weight = this.#dice.pick([0, 1, 50, 100]);
    const [table, key] = TABLES[group.kind];
    await this.#query(
      `UPDATE ${table} SET weight = $3 WHERE ${key} = $1 AND server_id = (SELECT id FROM server WHERE address = $2::inet)`,
      group.id,
      member.address,
      member.weight,
    );
    return `give ${member.name} of ${group.id} the weight ${member.weight}`;
  }

  async #switchInstance(instance: Instance): Promise<string> {
    instance.isActive = !instance.isActive;
    const status = instance.isActive ? 'active' : 'inactive';
    await this.#query('UPDATE load_balancer SET status = $2::load_balancer_status WHERE id = $1', instance.id, status);
    return `make ${instance.id} ${status}`;
  }

  async #switchServer(): Promise<string> {
    const server = this.#dice.pick(this.#servers);
    server.isUp = !server.isUp;
    const { servers } = this.#ground;
    await Promise.all([server.tcpId, server.udpId].map((id) => (server.isUp ? servers.resume(id) : servers.stop(id))));
    return `${server.isUp ? 'start' : 'stop'} ${server.name}`;
  }

  async #query(text: string, ...values: unknown[]): Promise<void> {
    await this.#ground.configuration.query(text, values);
  }
}
