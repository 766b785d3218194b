import { z } from 'zod';
import { Id, ServerName } from './field.ts';
import { ADDRESS_POOLS_PER_REGION_MAX, ZONES_PER_REGION_MAX } from './limits.ts';
import { parseNetwork } from './network.ts';

const idRule = (what: string) => `The id of a ${what} has 1 to 80 letters a-z, digits and "-", and begins with a letter or digit.`;
const newId = (what: string) =>
  z
    .string(idRule(what))
    .trim()
    .regex(/^[a-z0-9][a-z0-9-]{0,79}$/, idRule(what));

/** Free text, as the names of servers are. */
const RegionName = ServerName;

const Zone = z.object({ id: newId('zone'), name: RegionName });

/** A network in CIDR notation, in one spelling. */
const AddressPool = z
  .string('Enter a network, for example 10.0.0.0/24 or fd00::/120.')
  .trim()
  .transform((text, context) => {
    const network = parseNetwork(text);
    if (network === null) {
      context.addIssue({ code: 'custom', message: 'Enter a network, for example 10.0.0.0/24 or fd00::/120.' });
      return z.NEVER;
    }
    if (network.hadHostBits) {
      context.addIssue({ code: 'custom', message: `This has host bits; the network is ${network.cidr}.` });
      return z.NEVER;
    }
    return network.cidr;
  });

const Zones = z
  .array(Zone)
  .max(ZONES_PER_REGION_MAX, `A region has at most ${ZONES_PER_REGION_MAX} zones.`)
  .superRefine((zones, context) =>
    refuseRepeated(
      zones.map(({ id }) => id),
      (index) => [index, 'id'],
      'Another zone of this list has this id.',
      context,
    ),
  );
const AddressPools = z
  .array(AddressPool)
  .max(ADDRESS_POOLS_PER_REGION_MAX, `A region has at most ${ADDRESS_POOLS_PER_REGION_MAX} address pools.`)
  .superRefine((pools, context) => refuseRepeated(pools, (index) => [index], 'This network is in the list already.', context));

function refuseRepeated(keys: string[], pathOf: (index: number) => (string | number)[], message: string, context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, key] of keys.entries()) {
    if (seen.has(key)) {
      context.addIssue({ code: 'custom', path: pathOf(index), message });
    }
    seen.add(key);
  }
}

/** Servers see the balancer as their client, for where they do not route back through it (decision 33). */
const SourceNat = z.boolean('Source NAT is true or false.');

/** The id is for good: it stands in links, in files and in the environment of workers. */
export const CreateRegionInput = z.object({
  id: newId('region'),
  name: RegionName,
  zones: Zones.default([]),
  addressPools: AddressPools.default([]),
  sourceNat: SourceNat.default(false),
});
export type CreateRegionInput = z.infer<typeof CreateRegionInput>;

/** `zones` and `addressPools` replace all; what is absent stays. */
export const UpdateRegionInput = z.object({ name: RegionName, zones: Zones, addressPools: AddressPools, sourceNat: SourceNat }).partial();
export type UpdateRegionInput = z.infer<typeof UpdateRegionInput>;

/** All regions, each once, in the order in which they are to be listed. */
export const OrderRegionsInput = z.object({ order: z.array(Id, 'Enter the ids of all regions, in their order.') });
export type OrderRegionsInput = z.infer<typeof OrderRegionsInput>;
