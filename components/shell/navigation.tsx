'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { useHasRole } from '#components/session/use-me.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { NAVIGATION, type NavigationEntry, sectionOf } from './sections.ts';

export function Navigation({ regionId, onNavigate }: { regionId: string; onNavigate?: () => void }) {
  const t = useTranslations('shell');
  const id = useId();
  return (
    <nav aria-label={t('navigation')} className="grid max-h-full gap-3 overflow-y-auto p-2">
      {NAVIGATION.map(({ group, entries }) => (
        <div key={group ?? 'top'} className="grid gap-0.5">
          {group ? (
            <div id={`${id}-${group}`} className="px-2.5 pt-1 pb-0.5 text-[12px] font-medium text-muted">
              {t(`group.${group}`)}
            </div>
          ) : null}
          <ul aria-labelledby={group ? `${id}-${group}` : undefined} className="grid gap-0.5">
            {entries.map((entry) => (
              <SectionLink key={entry.section} entry={entry} regionId={regionId} onNavigate={onNavigate} />
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function SectionLink({ entry, regionId, onNavigate }: { entry: NavigationEntry; regionId: string; onNavigate?: () => void }) {
  const t = useTranslations('shell');
  const { section, icon: Icon, needs } = entry;
  const isCurrent = sectionOf(usePathname()) === section;
  const isOffered = useHasRole(needs?.role ?? 'viewer', needs?.where);
  return isOffered ? (
    <li>
      <Link
        href={`/${regionId}/${section}`}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={onNavigate}
        className={classNames(
          'flex min-h-8 items-center gap-2.5 rounded px-2.5 py-1 font-medium leading-tight',
          isCurrent ? 'bg-surface-selected text-accent-text' : 'text-muted hover:bg-surface-hover hover:text-text',
        )}
      >
        <Icon size={16} strokeWidth={1.75} className="flex-none" aria-hidden />
        {t(`section.${section}`)}
      </Link>
    </li>
  ) : null;
}
