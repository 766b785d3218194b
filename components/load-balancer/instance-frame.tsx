'use client';

import { FileQuestion } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '#components/api/api-error.ts';
import { useLoadBalancer } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Breadcrumbs, type Crumb } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { InstanceStatus } from '#components/status/instance-status.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { Callout, EmptyState } from '#components/ui/surface.tsx';
import { CopyButton, Mono } from '#components/ui/text.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import { InstanceName } from './instance-name.tsx';
import { useInstanceActions } from './use-instance-actions.tsx';

const TABS = ['details', 'listeners', 'active-standby-server-groups'] as const;

interface WithInstanceProps {
  id: string;
  crumbs?: Crumb[];
  /** Shown until the instance is there. */
  placeholder?: ReactNode;
  /** `leave` is called once the instance is released: nothing of it is read or shown any more. */
  children: (instance: LoadBalancerView, leave: () => void) => ReactNode;
}

/** Loads the instance of a page; shows what is the matter when it cannot. */
export function WithInstance({ id, crumbs, placeholder, children }: WithInstanceProps) {
  const t = useTranslations('instance');
  const tList = useTranslations('instanceList');
  const { regionId } = useRegion();
  const [isLeft, setIsLeft] = useState(false);
  const instance = useLoadBalancer(id, !isLeft);
  const base = `/${regionId}/instances`;
  const isGone = instance.error instanceof ApiError && instance.error.isGone;
  const isElsewhere = instance.data !== undefined && instance.data.regionId !== regionId;
  if (isGone || isElsewhere) {
    return (
      <EmptyState icon={FileQuestion} title={t('gone')} action={<LinkButton href={base}>{t('backToList')}</LinkButton>}>
        {isElsewhere ? t('elsewhereText', { id, regionId }) : t('goneText', { id })}
      </EmptyState>
    );
  }
  if (isLeft) {
    return null;
  }
  const own: Crumb = { label: instance.data?.name ?? id, href: crumbs ? `${base}/${id}/details` : undefined };
  return (
    <>
      <Breadcrumbs crumbs={[{ label: tList('title'), href: base }, own, ...(crumbs ?? [])]} />
      {instance.data ? children(instance.data, () => setIsLeft(true)) : null}
      {instance.error && !instance.data ? <LoadError error={instance.error} onRetry={() => void instance.refetch()} /> : null}
      {instance.isPending ? (placeholder ?? <div className="skeleton h-7 w-72" aria-hidden />) : null}
    </>
  );
}

/** Header and tabs of an instance (console 4). */
export function InstanceFrame({ id, children }: { id: string; children: ReactNode }) {
  const { regionId } = useRegion();
  // The tab asks for its own data beside the instance's and not after it, in the place where it will stay.
  const placeholder = (
    <>
      <HeaderSkeleton />
      <InstanceTabs base={`/${regionId}/instances/${id}`} />
      {children}
    </>
  );
  return (
    <WithInstance id={id} placeholder={placeholder}>
      {(instance, leave) => (
        <>
          <InstanceHeader instance={instance} onReleased={leave} />
          {instance.status === 'locked' ? <LockedNote /> : null}
          <InstanceTabs base={`/${instance.regionId}/instances/${instance.id}`} />
          {children}
        </>
      )}
    </WithInstance>
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

function LockedNote() {
  const t = useTranslations('instance');
  return <Callout tone="bad">{t('lockedNote')}</Callout>;
}

function InstanceHeader({ instance, onReleased }: { instance: LoadBalancerView; onReleased: () => void }) {
  const t = useTranslations('instance');
  const router = useRouter();
  const actions = useInstanceActions(() => {
    onReleased();
    router.push(`/${instance.regionId}/instances`);
  });
  return (
    <div className="flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0 flex-1 basis-64">
        <h1 className="text-[20px] leading-7 font-semibold tracking-[-0.01em]">
          <InstanceName id={instance.id} name={instance.name} />
        </h1>
        <div className="mt-0.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">
          <span className="flex items-center gap-0.5">
            <Mono>{instance.id}</Mono>
            <CopyButton text={instance.id} label={t('copyId')} />
          </span>
          <InstanceStatus status={instance.status} />
        </div>
      </div>
      <div className="flex gap-2">
        <Button disabled={instance.status !== 'inactive'} busy={actions.isStarting} onClick={() => actions.start(instance)}>
          {t('start')}
        </Button>
        <Button disabled={instance.status !== 'active'} onClick={() => actions.stop(instance)}>
          {t('stop')}
        </Button>
        <Button disabled={instance.status === 'locked'} onClick={() => actions.release(instance)}>
          {t('release')}
        </Button>
      </div>
      {actions.dialogs}
    </div>
  );
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
