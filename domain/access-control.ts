import { z } from 'zod';
import { coded } from './error-code.ts';
import { GroupName, Id, PageQuery } from './field.ts';
import { ACCESS_CONTROL_LISTS_PER_LISTENER_MAX, ENTRIES_PER_CALL_MAX, NAME_LENGTH_MAX } from './limits.ts';
import { IpVersion, parseNetwork } from './network.ts';
import { PLAIN_TEXT } from './plain-text.ts';
import { TagFilters } from './tag.ts';

export const AccessControlMode = z.enum(['whitelist', 'blacklist'], 'The mode is "whitelist" or "blacklist".');
export type AccessControlMode = z.infer<typeof AccessControlMode>;

export const ENTRY_IS_MAPPED = 'Write an IPv4-mapped address as the IPv4 address that it is.';
const CIDR_RULE = 'Enter an address or a network, for example 192.168.1.0/24.';
const MAPPED = /^::ffff:[0-9a-f]+:[0-9a-f]+\//;

/** An address or network; comes out as CIDR in one spelling. Bits behind the length are refused: one of the two is a mistake. */
const EntryCidr = z.string(CIDR_RULE).transform((text, context) => {
  const network = parseNetwork(text.trim());
  if (network === null) {
    context.addIssue(CIDR_RULE);
    return z.NEVER;
  }
  if (network.hadHostBits) {
    context.addIssue(`"${text.trim()}" is an address within a network: enter ${network.cidr}, or the address alone.`);
    return z.NEVER;
  }
  if (MAPPED.test(network.cidr)) {
    context.addIssue(ENTRY_IS_MAPPED);
    return z.NEVER;
  }
  return network.cidr;
});

const EntryComment = z
  .string('A comment is text.')
  .trim()
  .max(NAME_LENGTH_MAX, `A comment has at most ${NAME_LENGTH_MAX} characters.`)
  .regex(PLAIN_TEXT, 'A comment has no control characters.');

export const AccessControlEntryInput = z.object({ cidr: EntryCidr, comment: EntryComment.default('') });
export type AccessControlEntryInput = z.infer<typeof AccessControlEntryInput>;

const perCall = `At most ${ENTRIES_PER_CALL_MAX} entries can be sent at once.`;
const atLeastOne = 'Enter at least one address or network.';
const Entries = z.array(AccessControlEntryInput, 'The entries are a list.').max(ENTRIES_PER_CALL_MAX, perCall);

export const AddAccessControlEntriesInput = z.object({ entries: Entries.min(1, atLeastOne) });
export const RemoveAccessControlEntriesInput = z.object({
  cidrs: z.array(EntryCidr, 'The networks are a list.').min(1, atLeastOne).max(ENTRIES_PER_CALL_MAX, perCall),
});

/** console 10.1; names have the characters of group names. */
export const CreateAccessControlListInput = z
  .object({ regionId: Id, name: GroupName, ipVersion: IpVersion.default('ipv4'), entries: Entries.default([]) })
  .superRefine(({ ipVersion, entries }, context) => {
    for (const { index, message } of otherVersion(ipVersion, entries)) {
      context.addIssue({ code: 'custom', path: ['entries', index, 'cidr'], message: coded('AclIpVersionMismatch', message) });
    }
  });
export type CreateAccessControlListInput = z.infer<typeof CreateAccessControlListInput>;

/** The IP version is fixed. */
export const UpdateAccessControlListInput = z.object({ name: GroupName });
export type UpdateAccessControlListInput = z.infer<typeof UpdateAccessControlListInput>;

/** Which entries a list of this version cannot have. */
export function otherVersion(ipVersion: IpVersion, entries: readonly { cidr: string }[]): { index: number; message: string }[] {
  const words = { ipv4: 'IPv4', ipv6: 'IPv6' };
  return entries.flatMap(({ cidr }, index) =>
    parseNetwork(cidr)?.ipVersion === ipVersion
      ? []
      : [{ index, message: `The list is for ${words[ipVersion]} addresses, ${cidr} is none.` }],
  );
}

export const ListAccessControlListsQuery = PageQuery.extend({
  regionId: Id,
  /** Part of the name or id, or of an entry or its comment. */
  search: z.string().trim().max(200).default(''),
  ipVersion: IpVersion.optional(),
  tag: TagFilters,
});
export type ListAccessControlListsQuery = z.infer<typeof ListAccessControlListsQuery>;

/** An option of a listener: the union of the lists says who passes, or who does not (data-plane 10). Null in its place: off. */
export const AccessControl = z.object({
  mode: AccessControlMode,
  listIds: z
    .array(Id, 'The access control lists are a list of ids.')
    .min(1, 'Choose an access control list.')
    .max(
      ACCESS_CONTROL_LISTS_PER_LISTENER_MAX,
      coded('ListenerAclNumberOverLimit', `A listener can use ${ACCESS_CONTROL_LISTS_PER_LISTENER_MAX} access control lists, no more.`),
    )
    .refine((ids) => new Set(ids).size === ids.length, 'Choose each access control list once.'),
});
export type AccessControl = z.infer<typeof AccessControl>;
