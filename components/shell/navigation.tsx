'use client';

import { Network, Server, ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { classNames } from '#components/ui/class-names.ts';

export const SECTIONS = ['instances', 'servers', 'access-control'] as const;

const ICONS = { instances: Network, servers: Server, 'access-control': ShieldCheck };

export function Navigation({ regionId, onNavigate }: { regionId: string; onNavigate?: () => void }) {
  const t = useTranslations('shell');
  const current = usePathname().split('/')[2];
  return (
    <nav aria-label={t('navigation')} className="grid gap-0.5 p-2">
      {SECTIONS.map((section) => {
        const Icon = ICONS[section];
        const isCurrent = section === current;
        return (
          <Link
            key={section}
            href={`/${regionId}/${section}`}
            aria-current={isCurrent ? 'page' : undefined}
            onClick={onNavigate}
            className={classNames(
              'flex h-8 items-center gap-2.5 rounded px-2.5 font-medium',
              isCurrent ? 'bg-surface-selected text-accent-text' : 'text-muted hover:bg-surface-hover hover:text-text',
            )}
          >
            <Icon size={16} strokeWidth={1.75} aria-hidden />
            {t(`section.${section}`)}
          </Link>
        );
      })}
    </nav>
  );
}
