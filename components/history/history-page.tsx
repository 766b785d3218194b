'use client';

import { FileQuestion } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { LIST_PAGE_SIZE } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { LogLink } from '#components/operation-log/log-link.tsx';
import { Button } from '#components/ui/button.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { HeaderCell, HeaderRow, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Mono } from '#components/ui/text.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import { CompareDialog } from './compare-dialog.tsx';
import { HistoryFrame } from './history-frame.tsx';
import { useVersionDocuments, useVersions, type VersionedResource } from './queries.ts';
import { RestoreDialog } from './restore-dialog.tsx';
import { VersionRow } from './version-row.tsx';

const COLUMNS = ['version_column', 'when', 'who', 'what', 'actions'] as const;
const COMPARED = 2;

type Doing = { what: 'compare'; versions: [number, number] } | { what: 'restore'; version: number } | null;

/** The versions of one resource: who changed what when; two of them compared; a way back to each. */
export function HistoryPage({ resource }: { resource: VersionedResource }) {
  const t = useTranslations('history');
  const { pageNumber, setPage } = useListQuery();
  const { data, error, refetch } = useVersions(resource, pageNumber);
  const first = useVersions(resource, 1).data?.items[0];
  const [current] = useVersionDocuments(resource, first ? [first.version] : []);
  const [picked, setPicked] = useState<number[]>([]);
  const [doing, setDoing] = useState<Doing>(null);
  const name = typeof current?.data?.document.name === 'string' ? current.data.document.name : resource.id;
  const pick = (version: number) =>
    setPicked((all) => (all.includes(version) ? all.filter((one) => one !== version) : [...all, version].slice(-COMPARED)));
  const [one, other] = picked.toSorted((a, b) => a - b);
  return (
    <HistoryFrame resource={resource} name={name} isPresent={first?.deleted === false}>
      <PageHeader
        title={t('title', { name })}
        sub={<Mono>{resource.id}</Mono>}
        actions={<LogLink resourceType={resource.type} resourceId={resource.id} />}
      />
      <p className="text-muted">{t('intro')}</p>
      {error && !data ? <LoadError error={error} onRetry={() => void refetch()} /> : null}
      {data?.totalCount === 0 ? <EmptyState icon={FileQuestion} title={t('empty')} /> : null}
      {data?.totalCount !== 0 && (data || !error) ? (
        <>
          <div className="flex flex-wrap items-center gap-3">
            <Button
              disabled={one === undefined || other === undefined}
              onClick={() => one !== undefined && other !== undefined && setDoing({ what: 'compare', versions: [one, other] })}
            >
              {t('compare')}
            </Button>
            <span className="text-muted">{t('compareHint')}</span>
          </div>
          <Table stacks label={t('title', { name })}>
            <HeaderRow>
              {COLUMNS.map((column) => (
                <HeaderCell key={column}>{t(column)}</HeaderCell>
              ))}
            </HeaderRow>
            <TableBody>
              {data ? null : <SkeletonRows columns={COLUMNS.length} />}
              {data?.items.map((version) => (
                <VersionRow
                  key={version.version}
                  version={version}
                  isCurrent={version.version === first?.version}
                  canRestore={version.version !== first?.version && !version.deleted && first?.deleted === false}
                  isPicked={picked.includes(version.version)}
                  onPick={() => pick(version.version)}
                  onRestore={() => setDoing({ what: 'restore', version: version.version })}
                />
              ))}
            </TableBody>
          </Table>
          {data ? <Pagination pageNumber={pageNumber} pageSize={LIST_PAGE_SIZE} totalCount={data.totalCount} onChange={setPage} /> : null}
        </>
      ) : null}
      {doing?.what === 'compare' ? <CompareDialog resource={resource} versions={doing.versions} onClose={() => setDoing(null)} /> : null}
      {doing?.what === 'restore' && first ? (
        <RestoreDialog resource={resource} version={doing.version} current={first.version} onClose={() => setDoing(null)} />
      ) : null}
    </HistoryFrame>
  );
}
