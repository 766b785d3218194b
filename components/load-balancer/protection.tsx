'use client';

import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useRoleGuard, useWriteGuard, type WriteGuard, WriteGuardProvider } from '#components/session/write-guard.tsx';
import { Callout } from '#components/ui/surface.tsx';
import type { LoadBalancerView } from '#domain/view.ts';

/** Whether the console may change an instance and what belongs to it (console 1.3, 4.4); API calls are not concerned. */
export interface InstanceProtection extends WriteGuard {
  /** The instance itself is protected, whatever the role of the user. */
  isProtected: boolean;
}

type Guarded = Pick<LoadBalancerView, 'status' | 'modificationProtection' | 'lock'>;

/** Of one instance among many, as in a list. */
export function useProtectionOf(): (instance: Guarded | undefined) => InstanceProtection {
  const t = useTranslations('instanceProtection');
  const byRole = useRoleGuard('operator');
  return (instance) => {
    if (instance?.status === 'locked') {
      const { reason = null, by = null } = instance.lock ?? {};
      return {
        isReadOnly: true,
        isProtected: true,
        hint: t('lockedHint', { by: by ?? t('administrator'), hasReason: reason ? 'yes' : 'no', reason: reason ?? '' }),
      };
    }
    if (instance?.modificationProtection.status === 'ConsoleProtection') {
      const { reason } = instance.modificationProtection;
      return { isReadOnly: true, isProtected: true, hint: t('readOnlyHint', { hasReason: reason ? 'yes' : 'no', reason: reason ?? '' }) };
    }
    return { ...byRole, isProtected: false };
  };
}

/** Around the pages of one instance; `instance` is undefined until the first answer. */
export function InstanceProtectionProvider({ instance, children }: { instance: Guarded | undefined; children: ReactNode }) {
  return <WriteGuardProvider guard={useProtectionOf()(instance)}>{children}</WriteGuardProvider>;
}

/** Above the tabs of an instance that the console cannot change. */
export function ProtectionNote() {
  const t = useTranslations('instanceProtection');
  const tRole = useTranslations('userRole');
  const isViewer = useRoleGuard('operator').isReadOnly;
  const { isReadOnly, hint } = useWriteGuard();
  return isReadOnly ? (
    <Callout tone={isViewer ? 'info' : 'warn'} title={isViewer ? tRole('noteTitle') : t('title')}>
      {hint}
    </Callout>
  ) : null;
}

/** Beside a name in a list. */
export function ProtectionMark({ protection }: { protection: InstanceProtection }) {
  return protection.isProtected ? (
    <span title={protection.hint} className="inline-flex flex-none text-muted">
      <Lock size={13} role="img" aria-label={protection.hint} />
    </span>
  ) : null;
}
