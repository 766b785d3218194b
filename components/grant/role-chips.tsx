'use client';

import { useTranslations } from 'use-intl';
import { ShortList } from '#components/ui/short-list.tsx';
import type { RoleHeldView } from '#domain/view.ts';

/** Roles, where they hold, and the team that they come from. */
export function RoleChips({ roles, hidesTeam = false }: { roles: RoleHeldView[]; hidesTeam?: boolean }) {
  const t = useTranslations('permissions');
  if (roles.length === 0) {
    return <span className="text-muted">{t('noRole')}</span>;
  }
  return (
    <ShortList
      items={roles}
      keyOf={({ grantId }) => grantId}
      allLabel={t('showAll', { count: roles.length })}
      fewerLabel={t('showFewer')}
      className="flex flex-wrap gap-1"
    >
      {(role) => <RoleChip role={role} hidesTeam={hidesTeam} />}
    </ShortList>
  );
}

function RoleChip({ role, hidesTeam }: { role: RoleHeldView; hidesTeam: boolean }) {
  const t = useTranslations('permissions');
  const tRole = useTranslations('userRole');
  const name = tRole(`name.${role.role}`);
  const where = role.regionName ?? t('allRegions');
  const team = hidesTeam ? null : role.teamName;
  const text = team === null ? t('chip', { role: name, where }) : t('chipOfTeam', { role: name, where, team });
  return (
    <span
      title={text}
      className="inline-flex max-w-full items-center rounded border border-line bg-surface-sunk px-1.5 py-px text-[12.5px] leading-[18px]"
    >
      <span dir="auto" className="max-w-72 truncate">
        <span className="text-text">{name}</span>
        <span className="text-muted">
          {' · '}
          {where}
          {team === null ? null : ` · ${t('byTeam', { team })}`}
        </span>
      </span>
    </span>
  );
}
