'use client';

import { useTranslations } from 'use-intl';
import { useDefaultServers } from '#components/api/queries.ts';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { ImpactPanel } from '#components/impact/impact-panel.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { Mono } from '#components/ui/text.tsx';
import type { DefaultServerView } from '#domain/view.ts';
import { changeDefaultServers, defaultServersPath, inputsOf, withoutServers } from './actions.ts';

interface RemoveServersDialogProps {
  loadBalancerId: string;
  servers: DefaultServerView[];
  /** Whether a listener forwards to the group, as far as is known. */
  isUsed: boolean;
  onClose: () => void;
  onRemoved: () => void;
}

/** console 7.2: confirmed by OK, with the advice to take the weight to 0 first. */
export function RemoveServersDialog({ loadBalancerId, servers, isUsed, onClose, onRemoved }: RemoveServersDialogProps) {
  const t = useTranslations('defaultGroup');
  const ids = servers.map((server) => server.serverId);
  const remove = useWrite(() => changeDefaultServers(loadBalancerId, (now) => withoutServers(now, ids)));
  const present = useDefaultServers(loadBalancerId).data;
  const weighty = servers.filter((server) => server.weight > 0);
  return (
    <ConfirmDialog title={t('removeTitle')} isDanger onConfirm={() => remove.mutateAsync(undefined).then(onRemoved)} onClose={onClose}>
      <div className="grid gap-3">
        <p>{t('removeText', { count: servers.length })}</p>
        <ul className="grid max-h-48 gap-1 overflow-y-auto">
          {servers.map((server) => (
            <li key={server.serverId} className="flex flex-wrap gap-x-3">
              <b>{server.serverName}</b>
              <Mono className="text-muted">{server.address}</Mono>
              <span className="text-muted">{t('weightIs', { weight: server.weight })}</span>
            </li>
          ))}
        </ul>
        <ImpactPanel
          change={
            present ? { method: 'PUT', path: defaultServersPath(loadBalancerId), body: withoutServers(inputsOf(present), ids) } : null
          }
        />
        {isUsed && weighty.length > 0 ? (
          <Callout tone="warn" title={t('adviceTitle')}>
            {t('advice', { count: weighty.length })}
          </Callout>
        ) : null}
      </div>
    </ConfirmDialog>
  );
}
