'use client';

import { Stethoscope } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { LinkButton } from '#components/ui/button.tsx';
import type { LoadBalancerView } from '#domain/view.ts';

type Instance = Pick<LoadBalancerView, 'id' | 'regionId' | 'name'>;

const hrefOf = ({ regionId, id }: Instance) => `/${regionId}/instances/${id}/health-check`;

/** In the header of an instance (console 15.1). */
export function HealthCheckButton({ instance }: { instance: Instance }) {
  const t = useTranslations('diagnosis');
  return <LinkButton href={hrefOf(instance)}>{t('open')}</LinkButton>;
}

/** The icon of the list. */
export function HealthCheckIcon({ instance }: { instance: Instance }) {
  const t = useTranslations('diagnosis');
  const label = t('openOf', { name: instance.name });
  return (
    <Link
      href={hrefOf(instance)}
      aria-label={label}
      title={label}
      className="inline-flex size-6 flex-none items-center justify-center rounded text-muted hover:bg-surface-hover hover:text-text"
    >
      <Stethoscope size={14} aria-hidden />
    </Link>
  );
}
