import type { DiagnosisItem } from '#domain/diagnosis.ts';
import type { ListenerView, MemberHealthView } from '#domain/view.ts';

type Facts = Omit<Partial<DiagnosisItem>, 'listener' | 'server'> & { listener?: ListenerView; server?: MemberHealthView };

/** One finding; what is not told is null. */
export function item(code: DiagnosisItem['code'], severity: DiagnosisItem['severity'], facts: Facts = {}): DiagnosisItem {
  const { listener, server, ...rest } = facts;
  return {
    nodeId: null,
    detail: null,
    since: null,
    dropReason: null,
    count: null,
    ...rest,
    code,
    severity,
    listener: listener ? { id: listener.id, protocol: listener.protocol, port: listener.port, name: listener.name } : null,
    server: server
      ? { memberId: server.memberId, serverId: server.serverId, serverName: server.serverName, address: server.address, port: server.port }
      : null,
  };
}
