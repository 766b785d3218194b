import { DomainError } from '#domain/domain-error.ts';
import { HEALTH_CHECK_DEFAULTS, type HealthCheckSettings } from '#domain/health-check.ts';
import { CheckStandbyInput } from '#domain/probe.ts';
import type { ProbeView } from '#domain/view.ts';
import { groupNotFound } from '../active-standby-group/internal.ts';
import { must } from '../by-key.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { type WriteOptions, write } from '../write.ts';
import { askProbes } from './ask.ts';
import { toProbeView } from './view.ts';

/** Asks for one probe of the standby, which the health check leaves alone by design (data-plane 8, rule 4). */
export async function checkStandby(context: Context, input: { id: string; check: unknown }): Promise<ProbeView> {
  const { id } = input;
  const { listenerId } = parseBody(CheckStandbyInput, input.check);
  const options: WriteOptions = {
    in: place.group(id),
    needs: 'operator',
    idempotent: { operation: `active-standby-group:check-standby ${id}`, input: { listenerId } },
  };
  return write(context, options, async (tx) => {
    const include = { members: { where: { role: 'standby' }, include: { server: true } } } as const;
    const group = await tx.activeStandbyGroup.findUnique({ where: { id }, include });
    if (!group) {
      throw groupNotFound(id);
    }
    const standby = must(group.members[0], id);
    const settings = await settingsOf(tx, id, listenerId);
    const target = { serverName: standby.server.name, address: standby.server.address, port: standby.port };
    const rows = await askProbes(tx, context, { regionId: group.regionId, settings, targets: [target] });
    const row = must(rows[0], id);
    return {
      answer: toProbeView(row, row.requestedAt),
      audit: {
        action: 'probe:created',
        resourceType: 'probe',
        resourceId: row.id,
        regionId: group.regionId,
        before: null,
        after: { groupId: id, settings, targets: [{ serverId: standby.serverId, port: standby.port }] },
      },
    };
  });
}

/** Without a listener there are no settings yet: does the server accept a connection? */
async function settingsOf(tx: Database, groupId: string, listenerId: string | undefined): Promise<HealthCheckSettings> {
  const listener = await tx.listener.findFirst({
    where: { activeStandbyGroupId: groupId, id: listenerId },
    include: { healthCheck: true },
    orderBy: [{ protocol: 'asc' }, { port: 'asc' }],
  });
  if (!listener && listenerId !== undefined) {
    throw new DomainError('InvalidParameter', `No listener "${listenerId}" uses this server group.`, { path: 'listenerId' });
  }
  if (!listener?.healthCheck) {
    return HEALTH_CHECK_DEFAULTS.tcp;
  }
  const { listenerId: _, ...settings } = listener.healthCheck;
  return settings;
}
