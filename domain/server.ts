import { z } from 'zod';
import { Id, IpAddress, PageQuery, ServerName } from './field.ts';

/** `stopped`: out of service by the administrator's word; such a server is not offered to new groups. */
export const ServerStatus = z.enum(['running', 'stopped']);
export type ServerStatus = z.infer<typeof ServerStatus>;

export const SERVER_ADDRESS_RULE = 'Enter the address of one host: not 0.0.0.0 or ::, no broadcast, multicast or IPv4-mapped address.';

/** An address that a connection can be made to, and that two servers cannot share by writing it in two ways. */
const ServerAddress = IpAddress.refine((address) => !NO_HOST.test(address), SERVER_ADDRESS_RULE);
const NO_HOST = /^(0\.|22[4-9]\.|23\d\.|255\.255\.255\.255$|[0:.]+$|ff[0-9a-f]{2}:|[0:]*:ffff:\d+\.)/i;

export const CreateServerInput = z.object({
  regionId: Id,
  zoneId: Id.nullish().transform((id) => id ?? null),
  name: ServerName,
  address: ServerAddress,
  status: ServerStatus.default('running'),
});
export type CreateServerInput = z.infer<typeof CreateServerInput>;

export const UpdateServerInput = z
  .object({ zoneId: Id.nullable(), name: ServerName, address: ServerAddress, status: ServerStatus })
  .partial();
export type UpdateServerInput = z.infer<typeof UpdateServerInput>;

export const ListServersQuery = PageQuery.extend({
  regionId: Id,
  /** Part of the name, id or address. */
  search: z.string().trim().max(200).default(''),
  status: ServerStatus.optional(),
});
export type ListServersQuery = z.infer<typeof ListServersQuery>;
