import { afterAll, beforeAll, describe, vi } from 'vitest';
import { describeActiveStandbyRules } from '#test/traffic/active-standby-rules.ts';
import { testableEngines } from '#test/traffic/engines.ts';
import { HostsStage } from '#test/traffic/hosts-stage.ts';

/** The rules of active/standby groups once more, between hosts, for clients near and far, and through each engine. */

// Most of the time everybody waits for a health check.
vi.setConfig({ maxConcurrency: 12 });

describe.each(testableEngines())('%s', (engine) => {
  let stage: HostsStage;

  beforeAll(async () => {
    stage = await HostsStage.open(engine);
    await stage.startWorker();
  });

  afterAll(async () => {
    await stage?.close();
  });

  describeActiveStandbyRules('active/standby group, IPv4', () => stage.ground('ipv4'));
  describeActiveStandbyRules('active/standby group, IPv6', () => stage.ground('ipv6'));
});
