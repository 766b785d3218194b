import { z } from 'zod';
import { IpAddress, portField } from './field.ts';
import { BACKUP_INSTANCES_MAX, BACKUP_SERVERS_MAX } from './limits.ts';
import { ListenerProtocol } from './listener.ts';
import { IpVersion } from './network.ts';

/**
 * The configuration of a region, or of some of its instances, as one file (docs/decisions/0020). Nothing in it has an id:
 * servers are known by their address, access control lists and groups by their name, instances by their service address,
 * listeners by protocol and port. Of two groups of an instance with the same name the second is called `name#2`.
 *
 * Only what things are known by is described here. Their settings are those of the API and pass through the same schemas
 * when the file is imported; what a file leaves out stays as it is, or takes the API's default.
 */
export const BACKUP_FORMAT = 'openslb-configuration';
export const BACKUP_VERSION = 1;

const Name = z.string('Enter a name.').min(1, 'Enter a name.').max(200, 'No name is that long.');

const Server = z.looseObject({ address: IpAddress, name: Name });
export type BackupServer = z.infer<typeof Server>;

const AccessControlList = z.looseObject({
  name: Name,
  ipVersion: IpVersion.default('ipv4'),
  entries: z.array(z.looseObject({ cidr: z.string('Enter a network.') })).default([]),
});
export type BackupAccessControlList = z.infer<typeof AccessControlList>;

/** `server` is the address of a server of the region. */
const Member = z.looseObject({ server: IpAddress });
export type BackupMember = z.infer<typeof Member>;

const Group = z.looseObject({ name: Name, servers: z.array(Member) });
export type BackupGroup = z.infer<typeof Group>;

export const BackupTarget = z.discriminatedUnion(
  'kind',
  [
    z.object({ kind: z.literal('default'), backendPort: portField() }),
    z.object({ kind: z.enum(['vserver-group', 'active-standby-group']), group: Name }),
  ],
  'A target is {kind: "default", backendPort} or {kind: "vserver-group" or "active-standby-group", group}.',
);
export type BackupTarget = z.infer<typeof BackupTarget>;

const Listener = z.looseObject({
  protocol: ListenerProtocol,
  port: portField(),
  /** What the user asked for; absent: as it is, and stopped if it is new. */
  running: z.boolean().optional(),
  target: BackupTarget,
  accessControl: z
    .object({ mode: z.unknown(), lists: z.array(Name) })
    .nullable()
    .optional(),
});
export type BackupListener = z.infer<typeof Listener>;

const Instance = z.looseObject({
  address: IpAddress,
  name: Name,
  running: z.boolean().optional(),
  /** Absent: as they are. What is given is the whole list. */
  defaultServers: z.array(Member).optional(),
  vserverGroups: z.array(Group).default([]),
  activeStandbyGroups: z.array(Group).default([]),
  listeners: z.array(Listener).default([]),
});
export type BackupInstance = z.infer<typeof Instance>;

const formatRule = `This is no file of OpenSLB: "format" is "${BACKUP_FORMAT}", "version" is ${BACKUP_VERSION}.`;

export const BackupFile = z.object(
  {
    format: z.literal(BACKUP_FORMAT, formatRule),
    version: z.literal(BACKUP_VERSION, formatRule),
    /** Where and when it comes from; for people only. */
    region: z.object({ id: z.string(), name: z.string() }).optional(),
    exportedAt: z.string().optional(),
    servers: z.array(Server).max(BACKUP_SERVERS_MAX, `A file has at most ${BACKUP_SERVERS_MAX} servers.`).default([]),
    accessControlLists: z.array(AccessControlList).default([]),
    instances: z.array(Instance).max(BACKUP_INSTANCES_MAX, `A file has at most ${BACKUP_INSTANCES_MAX} instances.`).default([]),
  },
  formatRule,
);
export type BackupFile = z.infer<typeof BackupFile>;

export const ImportInput = z.object({
  file: BackupFile,
  /** Within the instances of the file: listeners and groups that it does not name are deleted. Nothing else ever is. */
  removeOthers: z.boolean('removeOthers is true or false.').default(false),
  /** True: nothing is written; the answer says what would be. */
  isPreview: z.boolean('isPreview is true or false.').default(false),
});
export type ImportInput = z.infer<typeof ImportInput>;
