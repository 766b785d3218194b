'use client';

import { Users } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { LIST_PAGE_SIZE } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { RoleChips } from '#components/grant/role-chips.tsx';
import { useMe } from '#components/session/use-me.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Button } from '#components/ui/button.tsx';
import { FilterBar, type FilterField } from '#components/ui/filter-bar.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { SearchInput } from '#components/ui/search-input.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Time, Truncated } from '#components/ui/text.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import { ROLES } from '#domain/role.ts';
import { USER_STATUSES } from '#domain/user.ts';
import type { NewUserView, UserView } from '#domain/view.ts';
import { LinkDialog } from './link-dialog.tsx';
import { useUsers } from './queries.ts';
import { type UserAction, UserActionDialog } from './user-actions.tsx';
import { UserDialog } from './user-dialog.tsx';
import { UserState } from './user-state.tsx';

const COLUMNS = ['user', 'status', 'roles', 'secondFactor', 'lastSignIn', 'actions'] as const;
const FILTERS = ['status', 'role'] as const;

type Doing = { what: 'invite' } | { what: 'show-link'; user: NewUserView } | { what: UserAction; user: UserView } | null;

/** Everybody who may sign in, whichever region is chosen: invite, disable, reset. */
export function UserList() {
  const t = useTranslations('users');
  const { regionId } = useRegion();
  const { search, pageNumber, filters, setSearch, setPage, setFilters } = useListQuery(FILTERS);
  const [doing, setDoing] = useState<Doing>(null);
  const users = useUsers({ search, pageNumber, ...filters });
  const close = () => setDoing(null);
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary" onClick={() => setDoing({ what: 'invite' })}>
          {t('invite')}
        </Button>
        <SearchInput label={t('search')} value={search} onChange={setSearch} />
        <FilterBar fields={useFilterFields()} values={filters} onChange={setFilters} />
      </div>
      {users.error && !users.data ? <LoadError error={users.error} onRetry={() => void users.refetch()} /> : null}
      {users.data || !users.error ? (
        <Table stacks label={t('title')}>
          <HeaderRow>
            {COLUMNS.map((column) => (
              <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {users.data ? null : <SkeletonRows columns={COLUMNS.length} lines={2} />}
            {users.data?.items.map((user) => (
              <UserRow key={user.id} user={user} onDo={(what) => setDoing({ what, user })} />
            ))}
          </TableBody>
        </Table>
      ) : null}
      {users.data?.totalCount === 0 ? (
        <EmptyState icon={Users} title={t('nothingFound')}>
          {t('nothingFoundText')}
        </EmptyState>
      ) : null}
      <Pagination pageNumber={pageNumber} pageSize={LIST_PAGE_SIZE} totalCount={users.data?.totalCount ?? 0} onChange={setPage} />
      {doing?.what === 'invite' ? (
        <UserDialog onClose={close} onSaved={(user) => setDoing({ what: 'show-link', user: { link: null, ...user } })} />
      ) : null}
      {doing?.what === 'show-link' ? (
        <LinkDialog user={doing.user} link={doing.user.link} next={`/${regionId}/users/${doing.user.id}?grant`} onClose={close} />
      ) : null}
      {doing && doing.what !== 'invite' && doing.what !== 'show-link' ? (
        <UserActionDialog user={doing.user} action={doing.what} onClose={close} />
      ) : null}
    </>
  );
}

function useFilterFields(): FilterField<(typeof FILTERS)[number]>[] {
  const t = useTranslations('users');
  const tRole = useTranslations('userRole');
  return [
    { name: 'status', label: t('column.status'), options: USER_STATUSES.map((value) => ({ value, label: t(`status.${value}`) })) },
    { name: 'role', label: t('role'), options: ROLES.map((value) => ({ value, label: tRole(`name.${value}`) })) },
  ];
}

function UserRow({ user, onDo }: { user: UserView; onDo: (what: UserAction) => void }) {
  const t = useTranslations('users');
  const { regionId } = useRegion();
  const isMe = useMe().id === user.id;
  const { details } = user;
  if (!details) {
    return null;
  }
  const isDisabled = details.status === 'disabled';
  return (
    <Row>
      <Cell className="max-w-72 min-w-48">
        <Link href={`/${regionId}/users/${user.id}`} className="font-medium text-accent-text hover:underline">
          <Truncated text={user.name} />
        </Link>
        {isMe ? <span className="text-muted"> {t('you')}</span> : null}
        <div className="text-[12.5px] text-muted">
          <Truncated text={user.email} />
        </div>
      </Cell>
      <Cell label={t('column.status')} className="whitespace-nowrap">
        <UserState status={details.status} />
      </Cell>
      <Cell label={t('column.roles')} className="min-w-56">
        <RoleChips roles={details.roles} />
      </Cell>
      <Cell label={t('column.secondFactor')} className="whitespace-nowrap">
        {details.twoFactorEnabled ? t('on') : <span className="text-muted">{t('off')}</span>}
      </Cell>
      <Cell label={t('column.lastSignIn')} className="whitespace-nowrap">
        {details.lastSignedInAt ? <Time at={details.lastSignedInAt} /> : <span className="text-muted">{t('never')}</span>}
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        {isMe ? null : (
          <span className="row-actions flex gap-3">
            {isDisabled ? null : (
              <Button variant="link" onClick={() => onDo('link')}>
                {details.status === 'invited' ? t('newInvitation') : t('resetPassword')}
              </Button>
            )}
            <Button variant="link" onClick={() => onDo(isDisabled ? 'enable' : 'disable')}>
              {isDisabled ? t('enable') : t('disable')}
            </Button>
          </span>
        )}
      </Cell>
    </Row>
  );
}
