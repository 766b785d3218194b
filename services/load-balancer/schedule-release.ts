import { ScheduleReleaseInput } from '#domain/load-balancer.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { changeLoadBalancer } from './change.ts';
import { requireReleasableLoadBalancer } from './internal.ts';

/** Releases it at a full or half hour to come (console 4.3); an earlier schedule is replaced. */
export async function scheduleRelease(context: Context, input: { id: string; schedule: unknown }): Promise<LoadBalancerView> {
  const { releaseAt } = parseBody(ScheduleReleaseInput, input.schedule);
  return changeLoadBalancer(context, input.id, {
    action: 'load-balancer:release-scheduled',
    proof: 'recent',
    data: { releaseAt: new Date(releaseAt), releaseScheduledBy: context.actor.name },
    require: requireReleasableLoadBalancer,
  });
}
