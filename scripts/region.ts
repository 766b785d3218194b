import { parseArgs } from 'node:util';
import { createPrismaClient, Prisma, type PrismaClient } from '#prisma/client.ts';
import { changeRegion, listRegions, type RegionChange } from './region/change.ts';
import { embeddedDatabaseUrl } from './region/embedded-database-url.ts';
import { messageOf } from './supervisor/message-of.ts';

const USAGE = `Usage:
  npm run region -- list
  npm run region -- add <id> "<name>" [--zone <id>=<name>]… [--pool <network>]… [--source-nat]
  npm run region -- add-zone <region id> <zone id>=<name>…
  npm run region -- add-pool <region id> <network>…
  npm run region -- source-nat <region id> on|off
Example:
  npm run region -- add eu-1 "Europe" --zone eu-1-a="Rack A" --pool 10.0.0.0/24
With source NAT, servers see the balancer as their client; without it they see the client, and must route back through it.
Works on DATABASE_URL, or on the embedded database while npm start runs.`;

class WrongUsage extends Error {}

function parse(args: string[]): RegionChange | 'list' {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      zone: { type: 'string', multiple: true, default: [] },
      pool: { type: 'string', multiple: true, default: [] },
      'source-nat': { type: 'boolean', default: false },
    },
  });
  const [action, regionId, ...rest] = positionals;
  if (action === 'list' && regionId === undefined) {
    return 'list';
  }
  if (regionId === undefined || rest.length === 0) {
    throw new WrongUsage(USAGE);
  }
  if (action === 'add' && rest.length === 1 && rest[0] !== undefined) {
    return { regionId, name: rest[0], zones: values.zone.map(parseZone), pools: values.pool, sourceNat: values['source-nat'] };
  }
  if (action === 'add-zone') {
    return { ...nothing(regionId), zones: rest.map(parseZone) };
  }
  if (action === 'add-pool') {
    return { ...nothing(regionId), pools: rest };
  }
  if (action === 'source-nat' && rest.length === 1 && (rest[0] === 'on' || rest[0] === 'off')) {
    return { ...nothing(regionId), sourceNat: rest[0] === 'on' };
  }
  throw new WrongUsage(USAGE);
}

function nothing(regionId: string): RegionChange {
  return { regionId, name: null, zones: [], pools: [], sourceNat: null };
}

function parseZone(text: string): { id: string; name: string } {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new WrongUsage(`--zone: "${text}" is not allowed; it must be <id>=<name>.`);
  }
  return { id: text.slice(0, at), name: text.slice(at + 1) };
}

async function print(prisma: PrismaClient): Promise<void> {
  for (const region of await listRegions(prisma)) {
    console.log(`${region.id}  ${region.name}`);
    console.log(`  zones  ${region.zones.map((zone) => `${zone.id} (${zone.name})`).join(', ') || 'none'}`);
    console.log(`  pools  ${region.addressPools.map((pool) => pool.cidr).join(', ') || 'none: no instance can be created here yet'}`);
    console.log(`  source NAT  ${region.sourceNat ? 'on: servers see the balancer as their client' : 'off: servers see the client'}`);
  }
}

async function main(args: string[]): Promise<void> {
  const change = parse(args);
  const prisma = createPrismaClient(process.env.DATABASE_URL || embeddedDatabaseUrl(process.env.OPENSLB_DATA_DIR || '.data'));
  try {
    if (change !== 'list') {
      await changeRegion(prisma, change);
    }
    await print(prisma);
  } finally {
    await prisma.$disconnect();
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  // What parseArgs says of an unknown option is a sentence for the reader too.
  const isPlain = !(error instanceof Prisma.PrismaClientKnownRequestError);
  console.error(isPlain ? messageOf(error) : `The database refused: ${error.message}`);
  process.exitCode = 1;
}
