import type { messages as en } from '../en/index.ts';
import accessControl from './access-control.json' with { type: 'json' };
import account from './account.json' with { type: 'json' };
import activeStandbyGroup from './active-standby-group.json' with { type: 'json' };
import administration from './administration.json' with { type: 'json' };
import apiInspector from './api-inspector.json' with { type: 'json' };
import audit from './audit.json' with { type: 'json' };
import backup from './backup.json' with { type: 'json' };
import conflict from './conflict.json' with { type: 'json' };
import credential from './credential.json' with { type: 'json' };
import diagnosis from './diagnosis.json' with { type: 'json' };
import drill from './drill.json' with { type: 'json' };
import engine from './engine.json' with { type: 'json' };
import errorPage from './error-page.json' with { type: 'json' };
import failoverBudget from './failover-budget.json' with { type: 'json' };
import health from './health.json' with { type: 'json' };
import history from './history.json' with { type: 'json' };
import idle from './idle.json' with { type: 'json' };
import impact from './impact.json' with { type: 'json' };
import listener from './listener.json' with { type: 'json' };
import loadBalancer from './load-balancer.json' with { type: 'json' };
import monitoring from './monitoring.json' with { type: 'json' };
import operationLog from './operation-log.json' with { type: 'json' };
import overview from './overview.json' with { type: 'json' };
import people from './people.json' with { type: 'json' };
import probe from './probe.json' with { type: 'json' };
import quota from './quota.json' with { type: 'json' };
import role from './role.json' with { type: 'json' };
import securitySettings from './security-settings.json' with { type: 'json' };
import server from './server.json' with { type: 'json' };
import serverGroup from './server-group.json' with { type: 'json' };
import session from './session.json' with { type: 'json' };
import shell from './shell.json' with { type: 'json' };
import signOn from './sign-on.json' with { type: 'json' };
import switchOver from './switch-over.json' with { type: 'json' };
import tag from './tag.json' with { type: 'json' };
import timeline from './timeline.json' with { type: 'json' };

/** The files, keys and placeholders of messages/en; only `plural` needs fewer forms. */
export const messages: typeof en = {
  ...accessControl,
  ...account,
  ...activeStandbyGroup,
  ...administration,
  ...audit,
  ...backup,
  ...conflict,
  ...apiInspector,
  ...credential,
  ...diagnosis,
  ...drill,
  ...engine,
  ...errorPage,
  ...failoverBudget,
  ...health,
  ...history,
  ...idle,
  ...impact,
  ...listener,
  ...loadBalancer,
  ...monitoring,
  ...operationLog,
  ...overview,
  ...people,
  ...probe,
  ...quota,
  ...role,
  ...securitySettings,
  ...server,
  ...serverGroup,
  ...session,
  ...shell,
  ...signOn,
  ...switchOver,
  ...tag,
  ...timeline,
};
