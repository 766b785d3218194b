'use client';

import { useTranslations } from 'use-intl';
import { Truncated } from '#components/ui/text.tsx';
import { EngineName } from '#domain/engine.ts';
import type { ListenerNodeView } from '#domain/view.ts';

/** In words; as it was reported, should a node run another release that has more of them. */
export function useEngineName(): (engine: string) => string {
  const t = useTranslations('engine');
  return (engine) => {
    const known = EngineName.safeParse(engine);
    return known.success ? t(`name.${known.data}`) : engine;
  };
}

interface Served {
  engine: EngineName;
  reason: string | null;
  nodeIds: string[];
}

/** What moves the bytes of a listener and, where that is not the best that the node has, why; by node as soon as they differ. */
export function ListenerEngine({ nodes }: { nodes: readonly ListenerNodeView[] }) {
  const t = useTranslations('engine');
  const nameOf = useEngineName();
  const served = servedBy(nodes);
  return served.map(({ engine, reason, nodeIds }) => (
    <div key={`${engine} ${reason}`} className="text-[12.5px] leading-[18px] text-muted">
      {served.length > 1 ? (
        <div className="font-medium">
          <Truncated text={nodeIds.join(', ')} />
        </div>
      ) : null}
      {t('servedBy', { engine: nameOf(engine) })}
      {reason === null ? null : <span className="block text-pretty">{reason}</span>}
    </div>
  ));
}

/** Nodes that say the same together, those of the kernel first. */
function servedBy(nodes: readonly ListenerNodeView[]): Served[] {
  const groups = new Map<string, Served>();
  for (const { nodeId, engine, engineReason: reason } of nodes) {
    if (engine !== null) {
      const key = `${engine} ${reason}`;
      const group = groups.get(key) ?? { engine, reason, nodeIds: [] };
      group.nodeIds.push(nodeId);
      groups.set(key, group);
    }
  }
  return [...groups.values()].sort((a, b) => a.engine.localeCompare(b.engine));
}
