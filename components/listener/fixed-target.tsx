'use client';

import { useTranslations } from 'use-intl';
import { Fact, Facts } from '#components/ui/surface.tsx';
import { Endpoint, Mono } from '#components/ui/text.tsx';
import type { ListenerView } from '#domain/view.ts';

/** The group of a listener that the wizard cannot choose, as it is and stays: the default server group or a VServer group. */
export function FixedTarget({ listener }: { listener: ListenerView }) {
  const t = useTranslations('wizard');
  const tKind = useTranslations('targetKind');
  const { target, members } = listener;
  return (
    <div className="grid gap-2">
      <Facts>
        <Fact term={t('target')}>{tKind(target.kind)}</Fact>
        {target.kind === 'default' ? (
          <Fact term={t('backendPort')}>
            <Mono>{target.backendPort}</Mono>
          </Fact>
        ) : (
          <Fact term={t('group')}>{target.name}</Fact>
        )}
      </Facts>
      {members.length === 0 ? <p className="text-muted">{t('noServers')}</p> : null}
      <ul className="grid max-w-md gap-1 rounded-md border border-line bg-surface-sunk px-3 py-2 empty:hidden">
        {members.map((member) => (
          <li key={member.memberId} className="flex gap-3">
            <span className="min-w-0 flex-1 truncate" title={member.serverName}>
              {member.serverName}
            </span>
            <Endpoint address={member.address} port={member.port} />
            <span className="flex-none text-muted">{t('weight', { weight: member.weight })}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
