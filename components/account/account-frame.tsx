'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useMe } from '#components/session/use-me.tsx';
import { Logo } from '#components/shell/logo.tsx';
import { UserMenu } from '#components/shell/user-menu.tsx';

/** What surrounds a page that belongs to no region. */
export function AccountFrame({ children }: { children: ReactNode }) {
  const t = useTranslations('shell');
  return (
    <>
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:px-3 focus:py-2">
        {t('skip')}
      </a>
      <header className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b border-bar-line bg-bar px-2 text-bar-text sm:px-4">
        <Link href="/" className="flex items-center gap-2 rounded pr-2 text-[15px] font-semibold tracking-[-0.01em]">
          <Logo />
          OpenSLB
        </Link>
        <div className="ml-auto">
          <UserMenu user={useMe()} />
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto grid max-w-5xl content-start gap-4 px-3 py-4 outline-none sm:px-6">
        {children}
      </main>
    </>
  );
}
