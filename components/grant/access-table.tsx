'use client';

import { KeyRound } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { LIST_PAGE_SIZE } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { EmptyState } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Truncated } from '#components/ui/text.tsx';
import type { RoleHeldView } from '#domain/view.ts';
import type { ListProps } from './grant-table.tsx';
import { useAccess } from './queries.ts';

const COLUMNS = ['user', 'role', 'through'] as const;

/** Every user who may something here, and by what; the highest role counts. */
export function AccessTable({ query, onPage }: ListProps) {
  const t = useTranslations('permissions');
  const tRole = useTranslations('userRole');
  const { regionId } = useRegion();
  const access = useAccess(regionId, query);
  if (access.error && !access.data) {
    return <LoadError error={access.error} onRetry={() => void access.refetch()} />;
  }
  if (access.data?.totalCount === 0) {
    return <EmptyState icon={KeyRound} title={t('nothingFound')} />;
  }
  return (
    <>
      <Table stacks label={t('view.access')}>
        <HeaderRow>
          {COLUMNS.map((column) => (
            <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
          ))}
        </HeaderRow>
        <TableBody>
          {access.data ? null : <SkeletonRows columns={COLUMNS.length} lines={2} />}
          {access.data?.items.map(({ user, role, roles }) => (
            <Row key={user.id}>
              <Cell className="max-w-80 min-w-48">
                <Truncated text={user.name} className="font-medium" />
                <span className="block text-[12.5px] text-muted">
                  <Truncated text={user.email} />
                </span>
              </Cell>
              <Cell label={t('column.role')} className="whitespace-nowrap">
                {tRole(`name.${role}`)}
              </Cell>
              <Cell label={t('column.through')}>
                <Through roles={roles} />
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      <Pagination pageNumber={query.pageNumber} pageSize={LIST_PAGE_SIZE} totalCount={access.data?.totalCount ?? 0} onChange={onPage} />
    </>
  );
}

function Through({ roles }: { roles: RoleHeldView[] }) {
  const t = useTranslations('permissions');
  const tRole = useTranslations('userRole');
  return (
    <ul className="grid gap-0.5">
      {roles.map((role) => (
        <li key={role.grantId} className="wrap-anywhere">
          {t('throughText', {
            role: tRole(`name.${role.role}`),
            where: role.regionName ?? t('allRegions'),
            by: role.teamName === null ? t('direct') : t('byTeam', { team: role.teamName }),
          })}
        </li>
      ))}
    </ul>
  );
}
