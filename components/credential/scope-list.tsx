'use client';

import { useTranslations } from 'use-intl';
import { useRegions } from '#components/api/queries.ts';
import { ShortList } from '#components/ui/short-list.tsx';
import type { CredentialScopeView } from '#domain/view.ts';

/** What a credential may, where, and what is left of it when its user has lost something. */
export function ScopeList({ scopes }: { scopes: CredentialScopeView[] }) {
  const t = useTranslations('credentials');
  const nameOf = useRegionName();
  return (
    <ShortList
      items={scopes}
      keyOf={({ regionId }) => regionId ?? ''}
      allLabel={t('showAll', { count: scopes.length })}
      fewerLabel={t('showFewer')}
      className="flex flex-wrap gap-1"
    >
      {(scope) => <ScopeChip scope={scope} where={nameOf(scope.regionId)} />}
    </ShortList>
  );
}

/** Regions that one does not see are called by their id. */
export function useRegionName(): (regionId: string | null) => string {
  const t = useTranslations('credentials');
  const regions = useRegions().data;
  return (regionId) => (regionId === null ? t('allRegions') : (regions?.find(({ id }) => id === regionId)?.name ?? regionId));
}

function ScopeChip({ scope: { role, effectiveRole }, where }: { scope: CredentialScopeView; where: string }) {
  const t = useTranslations('credentials');
  const tRole = useTranslations('userRole');
  const isLess = effectiveRole !== role;
  const less = effectiveRole === null ? t('none') : t('less', { role: tRole(`name.${effectiveRole}`) });
  return (
    <span
      title={isLess ? t(effectiveRole === null ? 'noneHint' : 'lessHint') : `${tRole(`name.${role}`)} · ${where}`}
      dir="auto"
      className="inline-block max-w-72 rounded border border-line bg-surface-sunk px-1.5 py-px text-[12.5px] leading-[18px] wrap-anywhere"
    >
      {tRole(`name.${role}`)}
      <span className="text-muted">
        {' · '}
        {where}
      </span>
      {isLess ? <span className="text-warn"> ({less})</span> : null}
    </span>
  );
}
