'use client';

import { Users } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { LIST_PAGE_SIZE } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { RoleChips } from '#components/grant/role-chips.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Button } from '#components/ui/button.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { SearchInput } from '#components/ui/search-input.tsx';
import { ShortList } from '#components/ui/short-list.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Id, Truncated } from '#components/ui/text.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import type { TeamView } from '#domain/view.ts';
import { DeleteTeamDialog } from './delete-team-dialog.tsx';
import { useTeams } from './queries.ts';
import { TeamDialog } from './team-dialog.tsx';

const COLUMNS = ['team', 'members', 'roles', 'actions'] as const;

type Doing = { what: 'create' } | { what: 'edit' | 'delete'; team: TeamView } | null;

/** All teams, whichever region is chosen. */
export function TeamList() {
  const t = useTranslations('teams');
  const notify = useNotify();
  const { search, pageNumber, setSearch, setPage } = useListQuery();
  const [doing, setDoing] = useState<Doing>(null);
  const teams = useTeams({ search, pageNumber });
  const isEmpty = teams.data?.totalCount === 0;
  const close = () => setDoing(null);
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary" onClick={() => setDoing({ what: 'create' })}>
          {t('create')}
        </Button>
        <SearchInput label={t('search')} value={search} onChange={setSearch} />
      </div>
      {teams.error && !teams.data ? <LoadError error={teams.error} onRetry={() => void teams.refetch()} /> : null}
      {isEmpty ? (
        <div className="rounded-md border border-line bg-surface shadow-card">
          <EmptyState icon={Users} title={search === '' ? t('emptyTitle') : t('nothingFound', { search })}>
            {search === '' ? t('emptyText') : null}
          </EmptyState>
        </div>
      ) : null}
      {!isEmpty && (teams.data || !teams.error) ? (
        <Table stacks label={t('title')}>
          <HeaderRow>
            {COLUMNS.map((column) => (
              <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {teams.data ? null : <SkeletonRows columns={COLUMNS.length} lines={2} />}
            {teams.data?.items.map((team) => (
              <TeamRow key={team.id} team={team} onDo={(what) => setDoing({ what, team })} />
            ))}
          </TableBody>
        </Table>
      ) : null}
      <Pagination pageNumber={pageNumber} pageSize={LIST_PAGE_SIZE} totalCount={teams.data?.totalCount ?? 0} onChange={setPage} />
      {doing?.what === 'create' || doing?.what === 'edit' ? (
        <TeamDialog
          team={doing.what === 'edit' ? doing.team : undefined}
          onClose={close}
          onSaved={({ name }) => {
            notify('good', t('saved', { name }));
            close();
          }}
        />
      ) : null}
      {doing?.what === 'delete' ? <DeleteTeamDialog team={doing.team} onClose={close} /> : null}
    </>
  );
}

function TeamRow({ team, onDo }: { team: TeamView; onDo: (what: 'edit' | 'delete') => void }) {
  const t = useTranslations('teams');
  const { regionId } = useRegion();
  return (
    <Row>
      <Cell className="max-w-64 min-w-40">
        <Link href={`/${regionId}/teams/${team.id}`} className="font-medium text-accent-text hover:underline">
          <Truncated text={team.name} />
        </Link>
        <Id id={team.id} className="text-muted" />
      </Cell>
      <Cell label={t('column.members')} className="max-w-64 min-w-40">
        {team.members.length === 0 ? (
          <span className="text-muted">{t('noMembers')}</span>
        ) : (
          <ShortList
            items={team.members}
            keyOf={({ id }) => id}
            allLabel={t('showAll', { count: team.members.length })}
            fewerLabel={t('showFewer')}
          >
            {({ id, name }) => (
              <Link href={`/${regionId}/users/${id}`} className="text-accent-text underline underline-offset-2">
                <Truncated text={name} />
              </Link>
            )}
          </ShortList>
        )}
      </Cell>
      <Cell label={t('column.roles')} className="min-w-56">
        <RoleChips roles={team.roles ?? []} hidesTeam />
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        <span className="row-actions flex gap-3">
          <Button variant="link" onClick={() => onDo('edit')}>
            {t('edit')}
          </Button>
          <Button variant="link" onClick={() => onDo('delete')}>
            {t('delete')}
          </Button>
        </span>
      </Cell>
    </Row>
  );
}
