'use client';

import { useTranslations } from 'use-intl';
import { Callout } from '#components/ui/surface.tsx';
import type { CreateActiveStandbyGroupInput } from '#domain/active-standby-group.ts';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import { effectsOf } from './group-changes.ts';
import type { GroupDraft } from './group-draft.ts';
import { useListenersOf } from './queries.ts';

interface EditEffectsProps {
  base: ActiveStandbyGroupView;
  draft: GroupDraft;
  input: CreateActiveStandbyGroupInput;
}

/** What OK does to new traffic and to open connections, said before. */
export function EditEffects({ base, draft, input }: EditEffectsProps) {
  const t = useTranslations('groupForm.effects');
  const listeners = useListenersOf(base);
  if (!listeners) {
    return null;
  }
  const names = new Map(draft.members.map(({ server }) => [server.id, server.name]));
  const effects = effectsOf({
    base,
    input,
    isUsed: listeners.some(({ enabled }) => enabled),
    nameOf: (serverId) => names.get(serverId) ?? serverId,
  });
  if (effects.length === 0) {
    return null;
  }
  return (
    <Callout tone={effects.some(({ kind }) => MOVES.has(kind)) ? 'warn' : 'info'} title={t('title')} role="status">
      <ul className="grid gap-0.5">
        {effects.map(({ kind, ...values }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: texts in order, without a state of their own.
          <li key={index}>{t.rich(kind, { ...values, b: (chunks) => <b>{chunks}</b> })}</li>
        ))}
      </ul>
    </Callout>
  );
}

const MOVES: ReadonlySet<string> = new Set(['swapMoves', 'swapUnknown', 'leavesServing']);
