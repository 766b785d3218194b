'use client';

import { useTranslations } from 'use-intl';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import type { ListenerNodeView, ListenerStatusWord } from '#domain/view.ts';

/** Whether the newest change has reached every node, and what kept it from doing so. */
export function ChangeReceipt({ listener }: { listener: { nodes: ListenerNodeView[]; status: ListenerStatusWord } }) {
  const t = useTranslations('receipt');
  const { nodes } = listener;
  if (nodes.length === 0) {
    return <StatusIndicator tone="unknown">{t('noNodes')}</StatusIndicator>;
  }
  const failed = nodes.filter((node) => node.error);
  const done = nodes.filter((node) => node.inForce);
  const delays = done.flatMap((node) => (node.delayMilliseconds === null ? [] : [node.delayMilliseconds]));
  const counts = { done: done.length, total: nodes.length };
  return (
    <div className="grid gap-0.5 text-[12.5px] leading-[18px]">
      {failed.map((node) => (
        <StatusIndicator key={node.nodeId} tone="bad">
          {t('failed', { node: node.nodeId, message: node.error?.message ?? '' })}
        </StatusIndicator>
      ))}
      {failed.length < nodes.length ? (
        <StatusIndicator tone={done.length + failed.length < nodes.length ? 'pending' : 'good'}>
          {delays.length > 0 ? t('inForceAfter', { ...counts, delay: Math.max(...delays) }) : t('inForce', counts)}
        </StatusIndicator>
      ) : null}
    </div>
  );
}
