import type { ApplyError, ListenerPlan } from '../engine.ts';

/** Says for people why a port could not be opened. */
export function listenError(plan: Pick<ListenerPlan, 'address' | 'port' | 'protocol'>, error: unknown): ApplyError {
  const where = `${plan.protocol.toUpperCase()} port ${plan.port} of ${plan.address}`;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return {
        code: 'PortInUse',
        message: `${where} is taken by another program or listener on this node; free it or choose another port.`,
      };
    case 'EADDRNOTAVAIL':
      return { code: 'AddressNotAvailable', message: `${plan.address} is not an address of this node; add it to a network interface.` };
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'PermissionDenied',
        message: `The worker may not open ${where}; ports below 1024 need root, CAP_NET_BIND_SERVICE or a lower net.ipv4.ip_unprivileged_port_start.`,
      };
    default:
      return { code: 'ApplyFailed', message: `${where} cannot be opened: ${error instanceof Error ? error.message : String(error)}.` };
  }
}
