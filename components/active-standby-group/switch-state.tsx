'use client';

import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { Since } from '#components/ui/text.tsx';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import { useListenersOf } from './queries.ts';
import { portsOf } from './words.ts';

interface SwitchStateProps {
  group: ActiveStandbyGroupView;
  onSwitchBack: () => void;
}

/** Why traffic stays on the standby, where somebody has to send it back. */
export function SwitchState({ group, onSwitchBack }: SwitchStateProps) {
  const t = useTranslations('switchOver');
  const tList = useTranslations('groupList');
  const last = group.switch;
  const waiting = useListenersOf(group)?.filter(({ serving, failback }) => serving.role === 'standby' && failback.mode === 'manual') ?? [];
  const action = <Button onClick={onSwitchBack}>{tList('switchBack')}</Button>;
  if (last?.to === 'standby') {
    return (
      <Callout tone="warn" title={t('held')} action={action}>
        <p>{t('heldText')}</p>
        <p>{t.rich('by', { by: last.by, reason: last.reason, at: () => <Since at={last.at} /> })}</p>
      </Callout>
    );
  }
  return waiting.length === 0 ? null : (
    <Callout tone="warn" title={t('manualTitle')} action={action}>
      {t('manualText', { listeners: portsOf(waiting) })}
    </Callout>
  );
}
