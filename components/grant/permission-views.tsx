'use client';

import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { classNames } from '#components/ui/class-names.ts';

const VIEWS = ['grants', 'access'] as const;
type View = (typeof VIEWS)[number];

/** Which of the two the address asks for. */
export function useView(): View {
  return useSearchParams().get('view') === 'access' ? 'access' : 'grants';
}

/** The grants that there are, or the users that have access by them. */
export function PermissionViews() {
  const t = useTranslations('permissions');
  const path = usePathname();
  const current = useView();
  return (
    <nav aria-label={t('views')} className="flex gap-1 border-b border-line">
      {VIEWS.map((view) => (
        <Link
          key={view}
          href={view === 'grants' ? path : `${path}?view=${view}`}
          aria-current={view === current ? 'page' : undefined}
          className={classNames(
            '-mb-px border-b-2 px-3 py-2 font-medium',
            view === current ? 'border-accent text-accent-text' : 'border-transparent text-muted hover:text-text',
          )}
        >
          {t(`view.${view}`)}
        </Link>
      ))}
    </nav>
  );
}
