import { DomainError } from '#domain/domain-error.ts';
import type { IpVersion } from '#domain/network.ts';
import type { Database } from '../read.ts';

/**
 * The lowest free address of the region's pools, IPv4 pools first. A free address that is lowest either
 * starts a pool or follows a taken one, so the search costs as much as sorting the taken addresses, however
 * large the pool. Not handed out: the network and broadcast address of an IPv4 pool, the router anycast
 * address of an IPv6 pool, and addresses of registered servers.
 */
export async function findFreeAddress(db: Database, regionId: string, ipVersion?: IpVersion): Promise<string> {
  const families = ipVersion === undefined ? [4, 6] : [ipVersion === 'ipv4' ? 4 : 6];
  const [free] = await db.$queryRaw<{ address: string }[]>`
    WITH pool AS (
      SELECT host(network(cidr))::inet + CASE WHEN masklen(cidr) >= single - 1 THEN 0 ELSE 1 END AS low,
        host(broadcast(cidr))::inet - CASE WHEN single = 128 OR masklen(cidr) >= 31 THEN 0 ELSE 1 END AS high
      FROM (SELECT cidr, CASE family(cidr) WHEN 4 THEN 32 ELSE 128 END AS single FROM address_pool
        WHERE region_id = ${regionId} AND family(cidr) = ANY (${families})) p
    ), taken AS (
      SELECT address FROM load_balancer WHERE region_id = ${regionId} UNION SELECT address FROM server
    ), in_pools AS (
      SELECT lead(t.address) OVER (ORDER BY t.address) AS next,
        -- Of the highest address that there is, nothing follows.
        CASE WHEN EXISTS (SELECT 1 FROM pool p WHERE t.address >= p.low AND t.address < p.high) THEN t.address + 1 END AS following
      FROM taken t WHERE EXISTS (SELECT 1 FROM pool p WHERE t.address BETWEEN p.low AND p.high)
    ), free AS (
      SELECT p.low AS address FROM pool p WHERE NOT EXISTS (SELECT 1 FROM taken t WHERE t.address = p.low)
      UNION ALL
      SELECT following FROM in_pools WHERE following IS NOT NULL AND next IS DISTINCT FROM following
    )
    SELECT host(address) AS address FROM free ORDER BY free.address LIMIT 1`;
  if (!free) {
    const kind = ipVersion === undefined ? '' : ipVersion === 'ipv4' ? 'IPv4 ' : 'IPv6 ';
    throw new DomainError('AddressPoolExhausted', `No free ${kind}service address is left in the address pools of the region.`, {
      path: 'address',
    });
  }
  return free.address;
}
