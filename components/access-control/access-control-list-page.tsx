'use client';

import { FileQuestion } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '#components/api/api-error.ts';
import { useAccessControlList } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { HistoryLink } from '#components/history/history-link.tsx';
import { WriteButton } from '#components/session/write-guard.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { EditableTags } from '#components/tag/editable-tags.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Card, EmptyState, Fact, Facts, PageHeader } from '#components/ui/surface.tsx';
import { Id, Time } from '#components/ui/text.tsx';
import type { AccessControlListView } from '#domain/view.ts';
import { DeleteListDialog } from './delete-list-dialog.tsx';
import { ListEntries } from './list-entries.tsx';
import { ListName } from './list-name.tsx';
import { ListUsers } from './list-users.tsx';

/** Manage: one list with its entries (console 10.2). */
export function AccessControlListPage({ id }: { id: string }) {
  const t = useTranslations('accessControl');
  const router = useRouter();
  const notify = useNotify();
  const { regionId } = useRegion();
  const [isLeft, setIsLeft] = useState(false);
  const { data: list, error, refetch } = useAccessControlList(id, !isLeft);
  const base = `/${regionId}/access-control`;
  const isGone = error instanceof ApiError && error.isGone;
  if (isLeft) {
    return null;
  }
  if (isGone || (list && list.regionId !== regionId)) {
    return (
      <EmptyState icon={FileQuestion} title={t('gone')} action={<LinkButton href={base}>{t('backToLists')}</LinkButton>}>
        {t('goneText', { id })}
      </EmptyState>
    );
  }
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title'), href: base }, { label: list?.name ?? id }]} />
      {error && !list ? <LoadError error={error} onRetry={() => void refetch()} /> : null}
      {list ? (
        <ListView
          list={list}
          onDeleted={() => {
            setIsLeft(true);
            notify('good', t('deleted', { name: list.name }));
            router.push(base);
          }}
        />
      ) : null}
      {!list && !error ? <div className="skeleton h-7 w-72" aria-hidden /> : null}
    </>
  );
}

function ListView({ list, onDeleted }: { list: AccessControlListView; onDeleted: () => void }) {
  const t = useTranslations('accessControl');
  const tTags = useTranslations('tags');
  const [isDeleting, setIsDeleting] = useState(false);
  return (
    <>
      <PageHeader
        title={<ListName id={list.id} name={list.name} version={list.version} />}
        sub={<Id id={list.id} />}
        actions={
          <>
            <HistoryLink regionId={list.regionId} resource={{ type: 'access-control-list', id: list.id }} />
            <WriteButton onClick={() => setIsDeleting(true)}>{t('delete')}</WriteButton>
          </>
        }
      />
      <Card title={t('about')}>
        <Facts>
          <Fact term={t('column.ipVersion')}>{t(`version.${list.ipVersion}`)}</Fact>
          <Fact term={t('createdAt')}>
            <Time at={list.createdAt} />
          </Fact>
          <Fact term={t('column.listeners')}>
            <ListUsers list={list} />
          </Fact>
          <Fact term={tTags('column')}>
            <EditableTags resource={{ resourceType: 'acl', id: list.id, name: list.name }} tags={list.tags} />
          </Fact>
        </Facts>
      </Card>
      <ListEntries list={list} />
      {isDeleting ? <DeleteListDialog list={list} onClose={() => setIsDeleting(false)} onDeleted={onDeleted} /> : null}
    </>
  );
}
