import { createPrismaClient } from '#prisma/client.ts';
import { database } from '#services/database.ts';
import { createFirstAdministrator } from '#services/setup/create-first-administrator.ts';
import { ApiClient } from '#test/api.ts';
import { DesiredState, REGION } from '../desired-state.ts';
import { createLargeRegion, SERVICE_NETWORK } from '../large-region.ts';
import { quantile } from '../statistics.ts';
import type { Metric, Part, Sample, Site } from './part.ts';

const INSTANCES = 10_000;
const REQUESTS_PER_ROUND = 40;
const WARM_UP = 5;
const ADMINISTRATOR = { name: 'Bench', email: 'bench@example.test', password: 'correct horse battery' };

interface Case {
  key: string;
  title: string;
  /** `id` is one of some instances. */
  path: (n: number, id: string) => string;
}

const list = (query: (n: number) => string) => (n: number) => `load-balancers?regionId=${REGION}&${query(n)}`;

/** Each request asks for something else, as people do: nothing is answered twice from the same rows. */
const CASES: readonly Case[] = [
  { key: 'first', title: 'first page of 20', path: list(() => 'pageSize=20') },
  { key: 'page100', title: 'a page of 100', path: list((n) => `pageSize=100&pageNumber=${1 + (n % 50)}`) },
  { key: 'deep', title: 'one of the last pages of 20', path: list((n) => `pageSize=20&pageNumber=${500 - (n % 20)}`) },
  { key: 'rare', title: 'search that finds one', path: list((n) => `pageSize=20&search=shop-${String(1 + n * 211).padStart(5, '0')}`) },
  { key: 'common', title: 'search that finds many', path: list((n) => `pageSize=20&search=-0${n % 10}`) },
  { key: 'none', title: 'search that finds none', path: list((n) => `pageSize=20&search=nobody-${n}`) },
  { key: 'server', title: 'search by a server address', path: list((n) => `pageSize=20&search=172.16.${n % 30}.${1 + (n % 200)}`) },
  {
    key: 'address',
    title: 'filter by a server address',
    path: list((n) => `pageSize=20&serverAddresses=172.24.${n % 30}.${1 + (n % 200)}`),
  },
  { key: 'status', title: 'filter by status', path: list((n) => `pageSize=20&status=inactive&pageNumber=${1 + (n % 10)}`) },
  { key: 'details', title: 'details of one', path: (_, id) => `load-balancers/${id}` },
  { key: 'overview', title: 'overview of the region', path: () => `overview?regionId=${REGION}` },
];

/** The REST route handlers in this process, session and JSON included: what the console's server does, without the network. */
export const lists: Part = {
  name: 'lists',
  title: `Lists of ${INSTANCES.toLocaleString('en')} instances`,
  method: `route handlers of the console in this process, a real Postgres; two listeners an instance, all reported; ${REQUESTS_PER_ROUND} requests of each kind a round, one at a time`,
  metrics: CASES.flatMap(({ key, title }): Metric[] => [
    { key: `p50-${key}`, title: `${title}, p50`, unit: 'ms', better: 'lower' },
    { key: `p99-${key}`, title: `${title}, p99`, unit: 'ms', better: 'lower' },
    { key: `cpu-${key}`, title: `${title}, console's processor time`, unit: 'ms', better: 'lower' },
  ]),
  async run(site) {
    const { api, ids } = await prepare(site);
    const values: Record<string, number> = {};
    for (const one of CASES) {
      const { times, processorMs } = await measure(site, api, one, ids);
      values[`p50-${one.key}`] = quantile(times, 0.5);
      values[`p99-${one.key}`] = quantile(times, 0.99);
      values[`cpu-${one.key}`] = processorMs;
      site.log(
        `  ${one.title}: p50 ${values[`p50-${one.key}`]?.toFixed(1)} ms, p99 ${values[`p99-${one.key}`]?.toFixed(1)} ms, processor ${processorMs.toFixed(1)} ms`,
      );
    }
    const sample: Sample = { peer: 'openslb', round: 0, values };
    return [sample];
  },
};

async function prepare(site: Site): Promise<{ api: ApiClient; ids: string[] }> {
  const state = await DesiredState.create([SERVICE_NETWORK]);
  site.keep(() => state.close());
  await createLargeRegion(state, INSTANCES);
  process.env.DATABASE_URL = state.url;
  process.env.OPENSLB_SECRET = 'a secret of the benchmark that is 32 characters and more';
  const prisma = createPrismaClient(state.url);
  await createFirstAdministrator(prisma, ADMINISTRATOR).finally(() => prisma.$disconnect());
  const api = new ApiClient();
  await api.signIn(ADMINISTRATOR.email, ADMINISTRATOR.password);
  site.keep(() => database().$disconnect());
  const rows = await state.configuration.query<{ id: string }>('SELECT id FROM load_balancer ORDER BY md5(id) LIMIT 200');
  return { api, ids: rows.map(({ id }) => id) };
}

async function measure(site: Site, api: ApiClient, { path: pathOf, title }: Case, ids: string[]) {
  const times: number[] = [];
  let begun = process.cpuUsage();
  for (let n = -WARM_UP; n < REQUESTS_PER_ROUND * site.options.rounds; n += 1) {
    const index = Math.abs(n);
    const path = `/api/v1/${pathOf(index, ids[index % ids.length] ?? '')}`;
    if (n === 0) {
      begun = process.cpuUsage();
    }
    const begunAt = performance.now();
    const { status, body } = await api.get(path);
    if (status !== 200) {
      throw new Error(`${title}: GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    }
    if (n >= 0) {
      times.push(performance.now() - begunAt);
    }
  }
  const { user, system } = process.cpuUsage(begun);
  return { times, processorMs: (user + system) / 1000 / times.length };
}
