'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useDefaultServers } from '#components/api/queries.ts';
import { useWrite } from '#components/api/use-write.ts';
import { useNotify } from '#components/feedback/notices.tsx';
import { AvailableServersDialog } from '#components/server-group/available-servers-dialog.tsx';
import type { DraftServer } from '#components/server-group/draft-server.ts';
import { changeMembers } from '#components/server-group/member-draft.ts';
import { focusedOpener } from '#components/ui/dialog.tsx';
import { SERVERS_PER_SUBMIT_MAX } from '#domain/limits.ts';
import type { DefaultServerInput } from '#domain/server-group.ts';
import { changeDefaultServers, withServers } from './actions.ts';
import { WeightsDialog } from './weights-dialog.tsx';

interface AddServersProps {
  regionId: string;
  loadBalancerId: string;
  onClose: () => void;
}

/** console 7.2: Available Servers > Next: Set Weight and Port > weight > OK. */
export function AddServers({ regionId, loadBalancerId, onClose }: AddServersProps) {
  const t = useTranslations('defaultGroup');
  const tPicker = useTranslations('availableServers');
  const notify = useNotify();
  const present = useDefaultServers(loadBalancerId).data ?? [];
  const [opener] = useState(focusedOpener);
  const [chosen, setChosen] = useState<DraftServer[] | null>(null);
  const add = useWrite((servers: DefaultServerInput[]) => changeDefaultServers(loadBalancerId, (now) => withServers(now, servers)));
  if (chosen === null) {
    return (
      <AvailableServersDialog
        regionId={regionId}
        intro={tPicker('introMany', { count: SERVERS_PER_SUBMIT_MAX })}
        max={SERVERS_PER_SUBMIT_MAX}
        takenIds={new Set(present.map((server) => server.serverId))}
        opener={opener}
        onNext={setChosen}
        onClose={onClose}
      />
    );
  }
  return (
    <WeightsDialog
      title={t('addTitle')}
      intro={t('weightsHint')}
      initial={changeMembers([], { type: 'add', servers: chosen })}
      opener={opener}
      onClose={onClose}
      onSave={async (servers) => {
        await add.mutateAsync(servers);
        notify('good', t('added', { count: servers.length }));
        onClose();
      }}
    />
  );
}
