import { expect, test } from 'vitest';
import { freePort, startTcpServer, type ToyTcpServer } from '#test/servers.ts';
import { allowedAnswers, type Group, type Instance, type Member } from './configuration-model.ts';
import { Dice, FUZZ_SECONDS, newSeed } from './seed.ts';
import { Stage, say } from './stage.ts';
import { waitFor } from './wait.ts';

/** Of the random tests' time, the other half being that of the streams. */
const SECONDS = FUZZ_SECONDS / 2;
const INSTANCES = 3;
const SERVERS = 5;
const LISTENERS_MAX = 6;
const GROUPS_MAX = 4;
const ASKED_TIMES = 6;
const SCHEDULERS = ['wrr', 'rr', 'wlc', 'sch', 'tch'] as const;
const CHANGES = ['group', 'listen', 'listen', 'stop', 'move', 'target', 'weight', 'weight', 'remove', 'instance', 'server'] as const;

test('random sequences of changes: after each, every port answers as the model says', {
  timeout: SECONDS * 1000 + 240_000,
}, async (context) => {
  const seed = newSeed('Random configurations');
  const run = new Run(new Dice(seed), await Stage.open(18, context));
  await run.prepare();
  const worker = await run.stage.worker();
  await run.stage.converged();
  const end = performance.now() + SECONDS * 1000;
  const history: string[] = [];
  while (performance.now() < end) {
    history.push(await run.change());
    await run.stage.converged();
    await run.compare(`seed ${seed}, change ${history.length}, after ${history.slice(-4).join('; ')}`);
  }
  say(`${history.length} changes, each compared with the model`);
  expect(history.length).toBeGreaterThan(0);
  expect(await worker.readyz()).toBe(200);
});

/** Desired state in Postgres and in the model, changed together. */
class Run {
  readonly stage: Stage;
  readonly #dice: Dice;
  readonly #servers: { toy: ToyTcpServer; name: string; isUp: boolean }[] = [];
  readonly #instances: Instance[] = [];
  #formerPlaces: { address: string; port: number }[] = [];

  constructor(dice: Dice, stage: Stage) {
    this.#dice = dice;
    this.stage = stage;
  }

  async prepare(): Promise<void> {
    for (let host = 1; host <= SERVERS; host += 1) {
      const name = `server-${host}`;
      const toy = await startTcpServer({ name, address: this.stage.address(host, 1) });
      this.stage.cleanup(() => toy.stop());
      this.#servers.push({ toy, name, isUp: true });
    }
    for (let host = 1; host <= INSTANCES; host += 1) {
      const id = await this.stage.addLoadBalancer(host);
      const instance: Instance = { id, address: this.stage.address(host), isActive: true, groups: [], listeners: [] };
      this.#instances.push(instance);
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
        listener.port = await freePort(instance.address);
        await this.#query('UPDATE listener SET port = $2 WHERE id = $1', listener.id, listener.port);
        return `move ${listener.id} to ${listener.port}`;
      case 'target':
        listener.group = group;
        await this.#query(
          'UPDATE listener SET active_standby_group_id = $2, vserver_group_id = $3 WHERE id = $1',
          listener.id,
          group.kind === 'active-standby' ? group.id : null,
          group.kind === 'pool' ? group.id : null,
        );
        return `give ${listener.id} the ${group.kind} group ${group.id}`;
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
        const allowed = allowedAnswers(instance, listener, isUp);
        const known = ['ECONNREFUSED', 'ECONNRESET', ...listener.group.members.map((member) => member.name)];
        let answers: string[] = [];
        await waitFor(
          async () => {
            const place = { address: instance.address, port: listener.port };
            answers = await Promise.all(Array.from({ length: ASKED_TIMES }, () => this.stage.reached(place)));
            return answers.some((answer) => !known.includes(answer)) || answers.every((answer) => allowed.includes(answer));
          },
          { intervalMs: 100, what: `${listener.id} to answer with ${allowed}` },
        ).catch((cause) => {
          throw new Error(`${what}: ${listener.id} answers ${answers}, allowed: ${allowed}`, { cause });
        });
        expect({ what, strangers: answers.filter((answer) => !known.includes(answer)) }).toEqual({ what, strangers: [] });
      }),
    );
    for (const place of this.#formerPlaces) {
      expect({ what, place, answer: await this.stage.reached(place) }).toEqual({ what, place, answer: 'ECONNREFUSED' });
    }
    this.#formerPlaces = [];
  }

  async #listen(instance: Instance, group: Group): Promise<string> {
    const port = await freePort(instance.address);
    const target = group.kind === 'pool' ? { vserverGroupId: group.id } : group.id;
    const columns = { scheduler: this.#dice.pick(SCHEDULERS) };
    const id = await this.stage.configuration.addListener(instance.id, target, { port, columns });
    instance.listeners.push({ id, port, isEnabled: true, group });
    return `listen ${id} on ${port} with the ${group.kind} group ${group.id}`;
  }

  async #addGroup(instance: Instance): Promise<string> {
    const kind = this.#dice.pick(['active-standby', 'pool'] as const);
    const first = this.#dice.below(SERVERS);
    const count = kind === 'pool' ? 1 + this.#dice.below(SERVERS) : 2;
    const chosen = Array.from({ length: count }, (_, index) => this.#servers[(first + index) % SERVERS]).filter((one) => one !== undefined);
    const members: Member[] = chosen.map(({ name, toy }) => ({ name, address: toy.address, weight: 100 }));
    const [active, standby] = chosen.map(({ toy }) => toy);
    const id =
      kind === 'active-standby' && active && standby
        ? await this.stage.addGroup(instance.id, { active, standby })
        : await this.stage.addPool(
            instance.id,
            chosen.map(({ toy }) => toy),
          );
    instance.groups.push({ id, kind, members });
    return `add the ${kind} group ${id} of ${members.map((member) => member.name)}`;
  }

  async #weigh(group: Group): Promise<string> {
    const member = this.#dice.pick(group.members);
    member.weight = this.#dice.pick([0, 1, 50, 100]);
    const table = group.kind === 'pool' ? 'vserver_member' : 'active_standby_member';
    await this.#query(
      `UPDATE ${table} SET weight = $3 WHERE group_id = $1 AND server_id = (SELECT id FROM server WHERE address = $2::inet)`,
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
    await (server.isUp ? server.toy.start() : server.toy.stop());
    return `${server.isUp ? 'start' : 'stop'} ${server.name}`;
  }

  async #query(text: string, ...values: unknown[]): Promise<void> {
    await this.stage.configuration.query(text, values);
  }
}
