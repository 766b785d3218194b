'use client';

import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';

export interface Crumb {
  label: string;
  href?: string;
}

/** Where this page stands; the last one is the page itself. */
export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  const t = useTranslations('shell');
  return (
    <nav aria-label={t('breadcrumbs')}>
      <ol className="flex flex-wrap items-center gap-1 text-[12.5px] text-muted">
        {crumbs.map((crumb, index) => (
          <li key={crumb.href ?? crumb.label} className="flex max-w-[min(20rem,100%)] items-center gap-1">
            {index > 0 ? <ChevronRight size={12} className="flex-none" aria-hidden /> : null}
            {crumb.href ? (
              <Link href={crumb.href} className="truncate hover:text-text hover:underline" title={crumb.label}>
                {crumb.label}
              </Link>
            ) : (
              <span aria-current="page" className="truncate text-text" title={crumb.label}>
                {crumb.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
