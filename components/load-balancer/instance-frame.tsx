'use client';

import { FileQuestion } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '#components/api/api-error.ts';
import { useLoadBalancer } from '#components/api/queries.ts';
import { HealthCheckButton } from '#components/diagnosis/health-check-link.tsx';
import { LoadError } from '#components/feedback/load-error.tsx';
import { HistoryLink } from '#components/history/history-link.tsx';
import { useWriteGuard, WriteButton } from '#components/session/write-guard.tsx';
import { Breadcrumbs, type Crumb } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { InstanceStatus } from '#components/status/instance-status.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/surface.tsx';
import { Id } from '#components/ui/text.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import { InstanceName } from './instance-name.tsx';
import { LockedNote } from './locked-note.tsx';
import { InstanceProtectionProvider, ProtectionNote } from './protection.tsx';
import { ScheduledReleaseNote } from './scheduled-release.tsx';
import { useInstanceActions } from './use-instance-actions.tsx';

const TABS = [
  'details',
  'listeners',
  'default-server-group',
  'vserver-groups',
  'active-standby-server-groups',
  'failovers',
  'monitoring',
] as const;

/**
 * Loads the instance of a page. `instead` is what the page shows when there is none to show; `leave` is called once the
 * instance is released: nothing of it is read or shown any more.
 */
function useInstancePage(id: string): { instance: LoadBalancerView | undefined; instead: ReactNode; leave: () => void } {
  const t = useTranslations('instance');
  const { regionId } = useRegion();
  const [isLeft, setIsLeft] = useState(false);
  const { data, error, refetch } = useLoadBalancer(id, !isLeft);
  const isGone = error instanceof ApiError && error.isGone;
  const isElsewhere = data !== undefined && data.regionId !== regionId;
  let instead: ReactNode;
  if (isGone || isElsewhere) {
    instead = (
      <EmptyState icon={FileQuestion} title={t('gone')} action={<LinkButton href={`/${regionId}/instances`}>{t('backToList')}</LinkButton>}>
        {isElsewhere ? t('elsewhereText', { id, regionId }) : t('goneText', { id })}
      </EmptyState>
    );
  } else if (isLeft) {
    instead = null;
  } else if (error && !data) {
    instead = (
      <>
        <InstanceBreadcrumbs id={id} />
        <LoadError error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  return { instance: data, instead, leave: () => setIsLeft(true) };
}

function InstanceBreadcrumbs({ id, name, crumbs }: { id: string; name?: string; crumbs?: Crumb[] }) {
  const t = useTranslations('instanceList');
  const { regionId } = useRegion();
  const base = `/${regionId}/instances`;
  const own: Crumb = { label: name ?? id, href: crumbs ? `${base}/${id}/details` : undefined };
  return <Breadcrumbs crumbs={[{ label: t('title'), href: base }, own, ...(crumbs ?? [])]} />;
}

interface WithInstanceProps {
  id: string;
  crumbs: Crumb[];
  children: (instance: LoadBalancerView) => ReactNode;
}

/** A page below an instance, which it shows once the instance is there. */
export function WithInstance({ id, crumbs, children }: WithInstanceProps) {
  const { instance, instead } = useInstancePage(id);
  if (instead !== undefined) {
    return instead;
  }
  return (
    <InstanceProtectionProvider instance={instance}>
      <InstanceBreadcrumbs id={id} name={instance?.name} crumbs={crumbs} />
      <ProtectionNote />
      {instance ? children(instance) : <div className="skeleton h-7 w-72" aria-hidden />}
    </InstanceProtectionProvider>
  );
}

/**
 * Header and tabs of an instance (console 4). The tab asks for its own data beside the instance's and not after it, and
 * keeps its place when the instance comes, with whatever was opened in it.
 */
export function InstanceFrame({ id, children }: { id: string; children: ReactNode }) {
  const { regionId } = useRegion();
  const { instance, instead, leave } = useInstancePage(id);
  if (instead !== undefined) {
    return instead;
  }
  return (
    <InstanceProtectionProvider instance={instance}>
      <InstanceBreadcrumbs id={id} name={instance?.name} />
      {instance ? <InstanceHeader instance={instance} onReleased={leave} /> : <HeaderSkeleton />}
      {instance?.status === 'locked' ? <LockedNote instance={instance} /> : <ProtectionNote />}
      {instance ? <ScheduledReleaseNote instance={instance} /> : null}
      <InstanceTabs base={`/${regionId}/instances/${id}`} />
      {children}
    </InstanceProtectionProvider>
  );
}

/** As high as the header: name, then id and status. */
function HeaderSkeleton() {
  return (
    <div className="grid h-[54px] content-between" aria-hidden>
      <div className="skeleton h-7 w-72" />
      <div className="skeleton h-5 w-56" />
    </div>
  );
}

function InstanceHeader({ instance, onReleased }: { instance: LoadBalancerView; onReleased: () => void }) {
  const t = useTranslations('instance');
  const router = useRouter();
  const { hint } = useWriteGuard();
  const actions = useInstanceActions(() => {
    onReleased();
    router.push(`/${instance.regionId}/instances`);
  });
  return (
    <div className="flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0 flex-1 basis-64">
        <h1 className="text-[20px] leading-7 font-semibold tracking-[-0.01em]">
          <InstanceName id={instance.id} name={instance.name} version={instance.version} refusal={hint} />
        </h1>
        <div className="mt-0.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">
          <Id id={instance.id} />
          <InstanceStatus status={instance.status} />
        </div>
      </div>
      <div className="flex flex-wrap gap-2">
        <HistoryLink regionId={instance.regionId} resource={{ type: 'load-balancer', id: instance.id }} />
        <HealthCheckButton instance={instance} />
        <WriteButton disabled={instance.status !== 'inactive'} busy={actions.isStarting} onClick={() => actions.start(instance)}>
          {t('start')}
        </WriteButton>
        <WriteButton disabled={instance.status !== 'active'} onClick={() => actions.stop(instance)}>
          {t('stop')}
        </WriteButton>
        <WriteButton onClick={() => actions.release(instance)}>{t('release')}</WriteButton>
      </div>
      {actions.dialogs}
    </div>
  );
}

/** On a narrow page the tabs scroll sideways, and the current one may be beyond the edge. */
function showTab(tab: HTMLElement | null): void {
  tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function InstanceTabs({ base }: { base: string }) {
  const t = useTranslations('instance');
  const current = usePathname().split('/')[4];
  return (
    <nav aria-label={t('tabs')} className="-mx-3 overflow-x-auto px-3 sm:mx-0 sm:px-0">
      <ul className="flex min-w-max gap-5 border-b border-line">
        {TABS.map((tab) => (
          <li key={tab}>
            <Link
              href={`${base}/${tab}`}
              aria-current={tab === current ? 'page' : undefined}
              ref={tab === current ? showTab : undefined}
              className={classNames(
                '-mb-px block border-b-2 py-2 font-medium focus-visible:outline-offset-[-2px]',
                tab === current ? 'border-accent text-accent-text' : 'border-transparent text-muted hover:text-text',
              )}
            >
              {t(`tab.${tab}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
