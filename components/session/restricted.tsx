'use client';

import { LockKeyhole } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { EmptyState } from '#components/ui/surface.tsx';
import type { Role } from '#domain/role.ts';
import type { RoleScope } from './use-me.tsx';
import { useRoleGuard } from './write-guard.tsx';

/** Around a page that only those with a role can use: others read why, and nothing is asked on their behalf. */
export function Restricted({ needed, where, children }: { needed: Role; where?: RoleScope; children: ReactNode }) {
  const t = useTranslations('userRole');
  const { isReadOnly, hint } = useRoleGuard(needed, where);
  if (!isReadOnly) {
    return children;
  }
  return (
    <EmptyState icon={LockKeyhole} title={t('forbiddenTitle')}>
      {hint}
    </EmptyState>
  );
}
