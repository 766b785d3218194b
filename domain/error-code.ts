/**
 * The closed list of error codes: what the API answers in `code`, and the HTTP status that goes with it.
 * The first block are the published codes of the specification (console.md section 17).
 */
export const ERROR_STATUS = {
  ListenerAlreadyExists: 409,
  ListenerNumberOverLimit: 400,
  VipNotMatchRspool: 400,
  /** A listener was to forward to a VServer group that has no members. */
  VServerGroupEmpty: 400,
  'InvalidWeight.Malformed': 400,
  /** More servers than a call, and a group, can have. */
  TooManyBackendServers: 400,
  /** The instance would have more servers than the quota of its region says, in groups of whatever kind. */
  InstanceBackendServerNumberOverLimit: 400,
  /** The region would have more instances, or a server be used by more, than a quota says. */
  OverQuota: 400,
  /** A resource would have more than 20 tags. */
  TagCountLimit: 400,
  RspoolVipExist: 409,
  BackendServersMalformed: 400,
  'InvalidServerId.NotFound': 400,
  NetworkConflict: 400,
  BACKEND_SERVERS_NUM_MUST_BE_TWO: 400,
  BACKEND_SERVERS_HAVE_SAME_PORT_AND_SERVERID: 400,
  BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE: 400,
  BACKEND_SERVER_ID_CAN_NOT_EMPTY: 400,
  BACKEND_SERVER_PORT_CAN_NOT_EMPTY: 400,
  INVALID_SERVER_TYPE: 400,
  RealServerPortNotSupport: 400,
  InvalidParameter: 400,
  'InvalidRegionId.NotFound': 404,
  'InvalidLoadBalancerId.NotFound': 404,
  'InvalidListenerId.NotFound': 404,
  'InvalidMasterSlaveServerGroupId.NotFound': 404,
  'InvalidVServerGroupId.NotFound': 404,
  /** Deletion protection is on: switch it off first (console 4.2). */
  'OperationDenied.DeleteProtectionIsOn': 409,
  IdempotentParameterMismatch: 409,
  Forbidden: 403,
  // Ours: the specification is silent here.
  /** The group that a listener names is not there (any more), or belongs to another instance. */
  'InvalidParameter.ServerGroup': 400,
  /** A listener cannot change between consistent hashing and the other algorithms. */
  'InvalidParameter.Scheduler': 400,
  /** A release is scheduled for a time to come. */
  'InvalidParameter.ReleaseTime': 400,
  /** The limits of the listeners would exceed the bandwidth of their instance. */
  BandwidthOverLimit: 400,
  /** The worker node that a path names is not there. */
  NodeNotFound: 404,
  /** The worker node reports, so it cannot be forgotten. */
  NodeAlive: 409,
  /** The server that a path names is not there. */
  ServerNotFound: 404,
  /** The server is a member of a group, so it cannot be removed. */
  ServerInUse: 409,
  /** Another server of the region has this address. */
  ServerAddressExists: 409,
  'InvalidZoneId.NotFound': 400,
  /** There is a region with this id. */
  RegionExists: 409,
  /** The region has instances, servers or access control lists, so it cannot be retired. */
  RegionInUse: 409,
  /** A zone with this id exists, in this region or another. */
  ZoneExists: 409,
  /** Servers or instances are in the zone, so it cannot be removed. */
  ZoneInUse: 409,
  /** An address of the pool belongs to an instance, so the pool cannot be removed. */
  AddressPoolInUse: 409,
  /** Two regions may not give out the same address: one machine may serve both. */
  AddressPoolOverlap: 409,
  /** Another instance of the region has this service address. */
  AddressInUse: 409,
  AddressNotInPool: 400,
  /** No free service address is left in the region's pools. */
  AddressPoolExhausted: 409,
  /** The access control list that a path names is not there. */
  AclNotExist: 404,
  /** An access control list that a listener names is not there (any more), or belongs to another region. */
  'InvalidParameter.AccessControlList': 400,
  /** Listeners use the access control list, so it cannot be deleted. */
  AclInUse: 409,
  /** Another access control list of the region has this name. */
  AclNameExists: 409,
  /** An entry, or the service address of a listener, is not of the list's IP version. */
  AclIpVersionMismatch: 400,
  /** The limits of data-plane 20: lists of a region, entries of a list, listeners of a list, lists of a listener. */
  AclNumberOverLimit: 400,
  AclEntryNumberOverLimit: 400,
  AclListenerNumberOverLimit: 400,
  ListenerAclNumberOverLimit: 400,
  /** Too many single checks of the region wait for a worker. */
  ProbeNumberOverLimit: 429,
  /** A failover drill of the group is running already. */
  DrillRunning: 409,
  /** Nothing could fail over: the instance is stopped, or no listener of the group is started. */
  NothingToDrill: 409,
  /** The failover drill that a path names is not there (any more). */
  DrillNotFound: 404,
  /** What is to be tagged is not there (any more). */
  TagResourceNotFound: 404,
  /** A locked instance takes no operation (console 2.2). */
  InstanceLocked: 409,
  /** If-Match names another version than the resource has: somebody has changed it meanwhile. */
  VersionMismatch: 412,
  /** Going back to a version that names what is gone, or cannot be brought back. */
  VersionNotRestorable: 409,
  'InvalidVersion.NotFound': 404,
  NotFound: 404,
  MethodNotAllowed: 405,
  UnsupportedMediaType: 415,
  RequestTooLarge: 413,
  /** The body did not arrive in time. */
  RequestTimeout: 408,
  /** What the actor may see takes a higher role to do; `missing` names it. */
  MissingRole: 403,
  /** What is dangerous takes a sign-in of the last minutes: prove who you are again. */
  ReauthenticationRequired: 403,
  /** A role of the user takes a second factor, which the user has not set up or not shown. */
  TwoFactorRequired: 403,
  /** There is a second factor already, or none that could be changed. */
  TwoFactorState: 409,
  /** What manages users, grants and credentials takes a session, not a token. */
  SessionRequired: 403,
  /** A one-time link was used already, was replaced by a newer one, has expired, or is unknown. */
  LinkClosed: 403,
  UserNotFound: 404,
  TeamNotFound: 404,
  GrantNotFound: 404,
  CredentialNotFound: 404,
  SessionNotFound: 404,
  /** The entry of the operation log that a path names is not there (any more). */
  LogEntryNotFound: 404,
  /** Another user has this email address. */
  UserExists: 409,
  /** Another team has this name. */
  TeamExists: 409,
  /** The user or team has a role there already: change or remove it. */
  GrantExists: 409,
  /** What would lock oneself out, or pass by the proof of who one is, is not for one's own account. */
  OwnAccount: 409,
  /** Nobody who is not disabled would be an administrator. */
  LastAdministrator: 409,
  /** A user has as many tokens or keys as there may be. */
  CredentialNumberOverLimit: 400,
  /** The password is one that many others have had: attackers try it first. */
  PasswordBreached: 400,
  /** The second factor, the password or the recovery code is not right. */
  WrongProof: 400,
  /** A server would be at an address that its region does not allow: loopback, link-local or a metadata service. */
  ServerAddressForbidden: 400,
  /** Connections or checks would go to the product's own database. */
  ServerPortForbidden: 400,
  /** Wait before the next try. */
  TooManyRequests: 429,
  Unauthenticated: 401,
  /** The one-time link was used already, is unknown, or an administrator exists. */
  SetupClosed: 403,
  /** The database does not answer; nothing was written. */
  ServiceUnavailable: 503,
  InternalError: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export function isErrorCode(word: string): word is ErrorCode {
  return Object.hasOwn(ERROR_STATUS, word);
}

/**
 * A message that carries its code, `CODE: sentence`. Schemas and database triggers both speak so,
 * since neither has another place for the code that survives to the edge.
 */
export function coded(code: ErrorCode, sentence: string): string {
  return `${code}: ${sentence}`;
}

/** Splits what `coded` joined; a message without a known code is `InvalidParameter`. */
export function splitCode(message: string): { code: ErrorCode; sentence: string } {
  const at = message.indexOf(': ');
  const word = at > 0 ? message.slice(0, at) : '';
  return isErrorCode(word) ? { code: word, sentence: message.slice(at + 2) } : { code: 'InvalidParameter', sentence: message };
}
