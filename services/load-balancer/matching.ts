import type { ListLoadBalancersQuery } from '#domain/load-balancer.ts';
import { Prisma } from '#prisma/client.ts';
import { hasTags } from '../tag/load.ts';

/** The condition on a `load_balancer lb` that a query of the list stands for (console 2.3); every filter that is given must fit. */
export function matchingLoadBalancers(query: ListLoadBalancersQuery): Prisma.Sql {
  const conditions = [
    Prisma.sql`lb.region_id = ${query.regionId}`,
    ...columnConditions(query),
    ...serverConditions(query),
    ...hasTags('instance', Prisma.sql`lb.id`, query.tag),
  ];
  if (query.search !== '') {
    conditions.push(searchCondition(query.regionId, query.search.toLowerCase()));
  }
  return Prisma.join(conditions, ' AND ');
}

function columnConditions(query: ListLoadBalancersQuery): Prisma.Sql[] {
  const { ids, names, address, status, addressType, ipVersion, primaryZoneId, backupZoneId } = query;
  return [
    ids.length > 0 && Prisma.sql`lb.id = ANY (${ids})`,
    names.length > 0 && Prisma.sql`lb.name = ANY (${names})`,
    address !== undefined && Prisma.sql`lb.address = ${address}::inet`,
    status !== undefined && Prisma.sql`lb.status = ${status}::load_balancer_status`,
    addressType !== undefined && Prisma.sql`lb.address_type = ${addressType}::address_type`,
    ipVersion !== undefined && Prisma.sql`family(lb.address) = ${ipVersion === 'ipv4' ? 4 : 6}`,
    primaryZoneId !== undefined && Prisma.sql`lb.primary_zone_id = ${primaryZoneId}`,
    backupZoneId !== undefined && Prisma.sql`lb.backup_zone_id = ${backupZoneId}`,
  ].filter((condition) => condition !== false);
}

function serverConditions({ regionId, serverId, serverAddresses }: ListLoadBalancersQuery): Prisma.Sql[] {
  return [
    serverId !== undefined && usesOneOf(Prisma.sql`SELECT ${serverId}`),
    serverAddresses.length > 0 &&
      usesOneOf(Prisma.sql`SELECT s.id FROM server s WHERE s.region_id = ${regionId} AND s.address = ANY (${serverAddresses}::inet[])`),
  ].filter((condition) => condition !== false);
}

/** Name, id or address of an instance, or name or address of a server: "which instances use this server". */
function searchCondition(regionId: string, part: string): Prisma.Sql {
  const servers = Prisma.sql`SELECT s.id FROM server s WHERE s.region_id = ${regionId} AND ${hasNameOrAddress('s', part)}`;
  return Prisma.sql`(strpos(lb.id, ${part}) > 0 OR ${hasNameOrAddress('lb', part)} OR ${usesOneOf(servers)})`;
}

/** Writing out an address costs as much as comparing a name, and thousands are read: only for what could be a part of one. */
function hasNameOrAddress(table: 'lb' | 's', part: string): Prisma.Sql {
  const [name, address] = [Prisma.raw(`${table}.name`), Prisma.raw(`${table}.address`)];
  const hasAddress = /^[\da-f.:]+$/.test(part) ? Prisma.sql`OR strpos(host(${address}), ${part}) > 0` : Prisma.empty;
  return Prisma.sql`(strpos(lower(${name}), ${part}) > 0 ${hasAddress})`;
}

/** Servers are found first, and once: asking each instance for its servers costs a search for each of them. */
function usesOneOf(servers: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`lb.id IN (SELECT u.load_balancer_id FROM server_use u WHERE u.server_id = ANY (ARRAY(${servers})))`;
}
