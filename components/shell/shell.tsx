'use client';

import { MapPinOff, Menu as MenuIcon } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { Dialog as Drawer } from 'radix-ui';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useConnection } from '#components/api/connection.ts';
import { LiveUpdates } from '#components/api/live.tsx';
import { useRegions } from '#components/api/queries.ts';
import { ApiDrawer } from '#components/inspector/api-drawer.tsx';
import { useMe } from '#components/session/use-me.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/surface.tsx';
import type { RegionView } from '#domain/view.ts';
import { Banners } from './banners.tsx';
import { REGION_COOKIE, remember } from './cookie.ts';
import { Logo } from './logo.tsx';
import { Navigation } from './navigation.tsx';
import { RegionProvider } from './region-context.tsx';
import { RegionSelector } from './region-selector.tsx';
import { sectionOf } from './sections.ts';
import { UserMenu } from './user-menu.tsx';

/** What surrounds every page of a region. */
export function Shell({ regionId, children }: { regionId: string; children: ReactNode }) {
  const t = useTranslations('shell');
  const regions = useRegions().data;
  const region = regions?.find((one) => one.id === regionId);
  const { isLost } = useConnection();
  const isKnown = region !== undefined;
  useEffect(() => {
    if (isKnown) {
      remember(REGION_COOKIE, regionId);
    }
  }, [regionId, isKnown]);
  return (
    <RegionProvider regionId={regionId} region={region}>
      {isKnown ? <LiveUpdates regionId={regionId} /> : null}
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:px-3 focus:py-2">
        {t('skip')}
      </a>
      <TopBar regions={regions ?? []} regionId={regionId} />
      <div className="flex">
        <aside className="sticky top-12 hidden h-[calc(100dvh-48px)] w-48 flex-none border-r border-line bg-surface lg:block">
          <Navigation regionId={regionId} />
        </aside>
        <main id="main" tabIndex={-1} className="outline-none grid min-w-0 flex-1 content-start gap-4 px-3 py-4 sm:px-6">
          <Banners />
          <div className={classNames('grid min-w-0 content-start gap-4', isLost && 'is-stale')}>
            {regions && !region ? <UnknownRegion regionId={regionId} regions={regions} /> : children}
          </div>
        </main>
      </div>
    </RegionProvider>
  );
}

function TopBar({ regions, regionId }: { regions: RegionView[]; regionId: string }) {
  const router = useRouter();
  const pathname = usePathname();
  const changeRegion = (next: string) => {
    remember(REGION_COOKIE, next);
    router.push(`/${next}/${sectionOf(pathname) ?? 'instances'}`);
  };
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b border-bar-line bg-bar px-2 text-bar-text sm:px-4">
      <NavigationDrawer regionId={regionId} />
      <Link href={`/${regionId}/instances`} className="flex items-center gap-2 rounded pr-2 text-[15px] font-semibold tracking-[-0.01em]">
        <Logo />
        OpenSLB
      </Link>
      <span className="mx-1 h-5 w-px bg-bar-line" aria-hidden />
      <RegionSelector regions={regions} regionId={regionId} onChange={changeRegion} />
      <div className="ml-auto flex items-center gap-1">
        <ApiDrawer />
        <UserMenu user={useMe()} />
      </div>
    </header>
  );
}

function NavigationDrawer({ regionId }: { regionId: string }) {
  const t = useTranslations('shell');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Drawer.Root open={isOpen} onOpenChange={setIsOpen}>
      <Drawer.Trigger
        aria-label={t('openNavigation')}
        className="inline-flex size-8 flex-none items-center justify-center rounded hover:bg-bar-hover lg:hidden"
      >
        <MenuIcon size={18} aria-hidden />
      </Drawer.Trigger>
      <Drawer.Portal>
        <Drawer.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Drawer.Content aria-describedby={undefined} className="fixed inset-y-0 left-0 z-50 w-60 bg-surface shadow-raised">
          <Drawer.Title className="flex h-12 items-center gap-2 border-b border-line px-4 text-[15px] font-semibold">
            <Logo />
            {t('navigation')}
          </Drawer.Title>
          <Navigation regionId={regionId} onNavigate={() => setIsOpen(false)} />
        </Drawer.Content>
      </Drawer.Portal>
    </Drawer.Root>
  );
}

function UnknownRegion({ regionId, regions }: { regionId: string; regions: RegionView[] }) {
  const t = useTranslations('shell');
  const first = regions[0];
  return (
    <EmptyState
      icon={MapPinOff}
      title={t('unknownRegion', { regionId })}
      action={first ? <LinkButton href={`/${first.id}/instances`}>{t('goToRegion', { name: first.name })}</LinkButton> : null}
    >
      {t('unknownRegionText')}
    </EmptyState>
  );
}
