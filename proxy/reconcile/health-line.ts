import type { Verdict } from '#proxy/health/health-checker.ts';
import { hostPort } from './host-port.ts';
import type { PlannedListener } from './planned.ts';

/** The wording of data-plane 6.7. */
export function healthLine({ forwarding, members, checks }: PlannedListener, memberId: string, verdict: Verdict): string {
  const member = members.get(memberId);
  const server = member ? hostPort(member.address, checks.get(memberId)?.port ?? member.port) : memberId;
  const pair = `${hostPort(forwarding.address, forwarding.port)} to ${server}`;
  return verdict.state === 'unhealthy' ? `${pair} abnormal; cause:${verdict.reason}` : `${pair} normal`;
}
