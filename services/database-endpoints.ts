import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

const FRESH_MS = 60_000;
const PORT_DEFAULT = '5432';

interface Known {
  addresses: string[];
  lookedUpAt: number;
}

const known = new Map<string, Known>();

/**
 * Where DATABASE_URL leads, for the trigger that keeps servers and checks away from it: `address port`, with commas between
 * several. The database knows its own address too, but not what stands in front of it. A name is looked up beside the
 * requests, so that no write waits for a name server; until the first answer only the database's own word counts.
 */
export function databaseEndpoints(url = process.env.DATABASE_URL ?? ''): string {
  if (!URL.canParse(url)) {
    return '';
  }
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? addressesOf(host) : [host];
  return addresses.map((address) => `${address} ${port || PORT_DEFAULT}`).join(',');
}

function addressesOf(host: string): string[] {
  const found = known.get(host);
  if (host !== '' && (!found || Date.now() - found.lookedUpAt > FRESH_MS)) {
    known.set(host, { addresses: found?.addresses ?? [], lookedUpAt: Date.now() });
    void lookup(host, { all: true })
      .then((answers) => known.set(host, { addresses: answers.flatMap(unscoped), lookedUpAt: Date.now() }))
      // Whoever cannot find the database any more has other troubles; what was found before stays.
      .catch(() => {});
  }
  return known.get(host)?.addresses ?? [];
}

/** Postgres has no addresses with a zone, and servers neither. */
function unscoped({ address }: { address: string }): string[] {
  return address.includes('%') ? [] : [address];
}
