import { describeActiveStandbyRules } from '#test/traffic/active-standby-rules.ts';
import { describeOnHosts } from '#test/traffic/describe-on-hosts.ts';

/** The rules of active/standby groups once more, between hosts, for clients near and far, and through each engine. */
describeOnHosts('active/standby group', (stageOf) => {
  describeActiveStandbyRules('IPv4', () => stageOf().ground('ipv4'));
  describeActiveStandbyRules('IPv6', () => stageOf().ground('ipv6'));
});
