'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useNotify } from '#components/feedback/notices.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Button } from '#components/ui/button.tsx';
import { FilterBar, type FilterField } from '#components/ui/filter-bar.tsx';
import { SearchInput } from '#components/ui/search-input.tsx';
import { PageHeader } from '#components/ui/surface.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import { ROLES } from '#domain/role.ts';
import { AccessTable } from './access-table.tsx';
import { GrantDialog } from './grant-dialog.tsx';
import { GrantTable } from './grant-table.tsx';
import { holderOf } from './holder-of.ts';
import { PermissionViews, useView } from './permission-views.tsx';

const FILTERS = ['role'] as const;

/** Who may what in the region, and by which grants; for those who administer it. */
export function PermissionsPage() {
  const t = useTranslations('permissions');
  const notify = useNotify();
  const { regionId, region } = useRegion();
  const view = useView();
  const { search, pageNumber, filters, setSearch, setPage, setFilters } = useListQuery(FILTERS);
  const [isAdding, setIsAdding] = useState(false);
  const query = { search, pageNumber, ...filters };
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub', { region: region?.name ?? regionId })} />
      <PermissionViews />
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary" onClick={() => setIsAdding(true)}>
          {t('add')}
        </Button>
        <SearchInput label={t('search')} value={search} onChange={setSearch} />
        <FilterBar fields={useFilterFields()} values={filters} onChange={setFilters} />
      </div>
      {view === 'grants' ? <GrantTable query={query} onPage={setPage} /> : <AccessTable query={query} onPage={setPage} />}
      {isAdding ? (
        <GrantDialog
          regionId={regionId}
          onClose={() => setIsAdding(false)}
          onCreated={(grant) => {
            notify('good', t('added', { holder: holderOf(grant) }));
            setIsAdding(false);
          }}
        />
      ) : null}
    </>
  );
}

function useFilterFields(): FilterField<(typeof FILTERS)[number]>[] {
  const t = useTranslations('permissions');
  const tRole = useTranslations('userRole');
  return [{ name: 'role', label: t('role'), options: ROLES.map((value) => ({ value, label: tRole(`name.${value}`) })) }];
}
