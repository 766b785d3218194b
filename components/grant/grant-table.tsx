'use client';

import { KeyRound, User, Users } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { LIST_PAGE_SIZE } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useHasRole } from '#components/session/use-me.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { EmptyState } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Time, Truncated } from '#components/ui/text.tsx';
import type { GrantView } from '#domain/view.ts';
import { GrantActions } from './grant-actions.tsx';
import { holderOf } from './holder-of.ts';
import { useGrants } from './queries.ts';

const COLUMNS = ['holder', 'role', 'where', 'given', 'actions'] as const;

export interface ListProps {
  query: { search: string; role?: string; pageNumber: number };
  onPage: (pageNumber: number) => void;
}

export function GrantTable({ query, onPage }: ListProps) {
  const t = useTranslations('permissions');
  const { regionId } = useRegion();
  const grants = useGrants(regionId, query);
  if (grants.error && !grants.data) {
    return <LoadError error={grants.error} onRetry={() => void grants.refetch()} />;
  }
  if (grants.data?.totalCount === 0) {
    return <EmptyState icon={KeyRound} title={t('nothingFound')} />;
  }
  return (
    <>
      <Table stacks label={t('view.grants')}>
        <HeaderRow>
          {COLUMNS.map((column) => (
            <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
          ))}
        </HeaderRow>
        <TableBody>
          {grants.data ? null : <SkeletonRows columns={COLUMNS.length} lines={2} />}
          {grants.data?.items.map((grant) => (
            <GrantRow key={grant.id} grant={grant} />
          ))}
        </TableBody>
      </Table>
      <Pagination pageNumber={query.pageNumber} pageSize={LIST_PAGE_SIZE} totalCount={grants.data?.totalCount ?? 0} onChange={onPage} />
    </>
  );
}

function GrantRow({ grant }: { grant: GrantView }) {
  const t = useTranslations('permissions');
  const tRole = useTranslations('userRole');
  const { id, user, team, regionName, role } = grant;
  const holder = holderOf(grant);
  const isAdministrator = useHasRole('administrator', 'everywhere');
  const Icon = user ? User : Users;
  return (
    <Row>
      <Cell className="max-w-80 min-w-48">
        <span className="flex items-start gap-2">
          <Icon size={15} className="mt-0.5 flex-none text-muted" aria-label={t(user ? 'kind.user' : 'kind.team')} role="img" />
          <span className="min-w-0">
            <Truncated text={holder} className="font-medium" />
            <span className="block text-[12.5px] text-muted">
              {user ? <Truncated text={user.email} /> : t('members', { count: team?.memberCount ?? 0 })}
            </span>
          </span>
        </span>
      </Cell>
      <Cell label={t('column.role')} className="whitespace-nowrap">
        {tRole(`name.${role}`)}
      </Cell>
      <Cell label={t('column.where')} className="wrap-anywhere">
        {regionName ?? t('allRegions')}
      </Cell>
      <Cell label={t('column.given')} className="wrap-anywhere">
        <Time at={grant.createdAt} />
        <span className="block text-[12.5px] text-muted">{t('by', { name: grant.createdBy })}</span>
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        {regionName !== null || isAdministrator ? (
          <GrantActions grant={{ id, holder, regionName, role }} />
        ) : (
          <span className="text-[12.5px] text-muted">{t('byAdministrators')}</span>
        )}
      </Cell>
    </Row>
  );
}
