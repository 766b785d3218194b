'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { request } from '#components/api/client.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Fact, Facts } from '#components/ui/surface.tsx';
import { CopyButton, Id, Mono, Time } from '#components/ui/text.tsx';
import type { OperationLogEntryView } from '#domain/view.ts';
import { visible } from './visible.ts';
import { WhatChanged } from './what-changed.tsx';

/** The whole record. It never changes, so it is read once. */
export function LogEntry({ id }: { id: string }) {
  const entry = useQuery({
    queryKey: ['operation-log', id],
    queryFn: ({ signal }) => request<OperationLogEntryView>(`/operation-logs/${id}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (entry.error) {
    return <LoadError error={entry.error} onRetry={() => void entry.refetch()} />;
  }
  return entry.data ? <Record entry={entry.data} /> : <div className="skeleton h-24" />;
}

function Record({ entry }: { entry: OperationLogEntryView }) {
  const t = useTranslations('operationLog');
  const text = (value: string | null) => (value === null || value === '' ? '–' : <span className="wrap-anywhere">{visible(value)}</span>);
  return (
    <div className="grid min-w-0 gap-4">
      <Facts>
        <Fact term={t('column.at')}>
          <Time at={entry.at} /> <span className="text-muted">({entry.at})</span>
        </Fact>
        <Fact term={t('action')}>
          <Mono className="whitespace-normal! wrap-anywhere">{entry.action}</Mono>
        </Fact>
        <Fact term={t('filter.resourceId')}>
          <Id id={entry.resourceId} />
        </Fact>
        <Fact term={t('region')}>{text(entry.regionId)}</Fact>
        <Fact term={t('column.who')}>
          {text(entry.actorName)} {entry.actorId === null ? null : <Id id={entry.actorId} className="text-muted" />}
        </Fact>
        <Fact term={t('credential')}>
          {entry.credential === null ? (
            '–'
          ) : (
            <>
              {text(entry.credential.name)} <Id id={entry.credential.id} className="text-muted" />
            </>
          )}
        </Fact>
        <Fact term={t('address')}>{text(entry.clientAddress)}</Fact>
        <Fact term={t('filter.requestId')}>{entry.requestId === null ? '–' : <Id id={entry.requestId} />}</Fact>
        <Fact term={t('entryId')}>
          <Id id={entry.id} />
        </Fact>
        <Fact term={t('seal')}>
          <span className="flex items-center gap-1">
            <Mono className="truncate">{`${entry.position}:${entry.hash}`}</Mono>
            <CopyButton text={`${entry.position}:${entry.hash}`} label={t('copySeal')} />
          </span>
        </Fact>
      </Facts>
      <WhatChanged before={entry.before} after={entry.after} />
    </div>
  );
}
