'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Truncated } from '#components/ui/text.tsx';
import type { ListenerView } from '#domain/view.ts';

/** Off, or the method and its lists, and a warning when they let everybody pass (console 5.1, data-plane 10.2). */
export function AccessControlCell({ listener: { accessControl, regionId } }: { listener: ListenerView }) {
  const t = useTranslations('listeners');
  const tMode = useTranslations('accessControlMode');
  const tCommon = useTranslations('common');
  if (accessControl === null) {
    return <span className="text-muted">{tCommon('off')}</span>;
  }
  return (
    <div className="grid gap-0.5">
      <div>{tMode(accessControl.mode)}</div>
      <ul>
        {accessControl.lists.map((list) => (
          <li key={list.id}>
            <Link href={`/${regionId}/access-control/${list.id}`} className="text-accent-text hover:underline">
              <Truncated text={list.name} />
            </Link>
          </li>
        ))}
      </ul>
      {accessControl.isEmpty ? (
        <div className="text-[12.5px] leading-[18px]">
          <StatusIndicator tone="warn">{t('accessControlEmpty')}</StatusIndicator>
        </div>
      ) : null}
    </div>
  );
}
