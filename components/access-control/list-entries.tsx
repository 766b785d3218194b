'use client';

import { ListPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useNotify } from '#components/feedback/notices.tsx';
import { useQuotaValue } from '#components/quota/actions.ts';
import { WriteButton } from '#components/session/write-guard.tsx';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/field.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { SearchInput } from '#components/ui/search-input.tsx';
import { EmptyState } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { Mono } from '#components/ui/text.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import { ENTRIES_PER_CALL_MAX } from '#domain/limits.ts';
import type { AccessControlListView } from '#domain/view.ts';
import { AddEntriesDialog, AddEntryDialog } from './add-entries-dialogs.tsx';
import { DeleteEntriesDialog } from './delete-entries-dialog.tsx';
import { writeEntryLines } from './entry-lines.ts';

type Entry = AccessControlListView['entries'][number];
type Doing = { what: 'add-one' | 'add-many' } | { what: 'delete'; cidrs: string[] } | null;

/** What one call can remove: so whatever is ticked on a page goes at once, or not at all. */
const PAGE_SIZE = ENTRIES_PER_CALL_MAX;

export function ListEntries({ list }: { list: AccessControlListView }) {
  const t = useTranslations('accessControl');
  const notify = useNotify();
  const { search, pageNumber, setSearch, setPage } = useListQuery();
  const entriesMax = useQuotaValue(list.regionId, 'entries-per-acl');
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [doing, setDoing] = useState<Doing>(null);
  const found = list.entries.filter((entry) => matches(entry, search));
  const shown = found.slice((pageNumber - 1) * PAGE_SIZE, pageNumber * PAGE_SIZE);
  // What is not shown any more is not acted on: it was searched away, is on another page, or somebody deleted it.
  const chosen = shown.filter((entry) => ticked.has(entry.cidr)).map((entry) => entry.cidr);
  const close = () => setDoing(null);
  return (
    <section className="grid gap-3" aria-label={t('entries')}>
      <div className="flex flex-wrap items-center gap-2">
        <WriteButton variant="primary" onClick={() => setDoing({ what: 'add-one' })}>
          {t('addEntry')}
        </WriteButton>
        <WriteButton onClick={() => setDoing({ what: 'add-many' })}>{t('addEntries')}</WriteButton>
        <Button disabled={list.entries.length === 0} onClick={() => saveAsFile(list)}>
          {t('export')}
        </Button>
        <SearchInput label={t('searchEntries')} value={search} onChange={setSearch} />
        <span className="text-[12.5px] text-muted tabular-nums">{t('entryCount', { count: list.entries.length, max: entriesMax })}</span>
      </div>
      {list.entries.length === 0 ? (
        <div className="rounded-md border border-line bg-surface shadow-card">
          <EmptyState icon={ListPlus} title={t('noEntries')}>
            {t('noEntriesText')}
          </EmptyState>
        </div>
      ) : (
        <EntryTable entries={shown} chosen={chosen} onTick={setTicked} onDelete={(cidr) => setDoing({ what: 'delete', cidrs: [cidr] })} />
      )}
      {list.entries.length > 0 && found.length === 0 ? <p className="text-muted">{t('noEntryFound', { search })}</p> : null}
      <div className="flex flex-wrap items-center justify-between gap-2">
        {list.entries.length > 0 ? (
          <WriteButton disabled={chosen.length === 0} onClick={() => setDoing({ what: 'delete', cidrs: chosen })}>
            {t('deleteTicked', { count: chosen.length })}
          </WriteButton>
        ) : null}
        <Pagination pageNumber={pageNumber} pageSize={PAGE_SIZE} totalCount={found.length} onChange={setPage} />
      </div>
      {doing?.what === 'add-one' || doing?.what === 'add-many' ? (
        <AddDialog
          what={doing.what}
          list={list}
          onClose={close}
          onAdded={(_, sent) => {
            notify('good', t('added', newAmong(list, sent)));
            close();
          }}
        />
      ) : null}
      {doing?.what === 'delete' ? (
        <DeleteEntriesDialog
          list={list}
          cidrs={doing.cidrs}
          onClose={close}
          onDeleted={() => notify('good', t('entriesDeleted', { count: doing.cidrs.length }))}
        />
      ) : null}
    </section>
  );
}

function AddDialog({ what, ...props }: { what: 'add-one' | 'add-many' } & Parameters<typeof AddEntryDialog>[0]) {
  return what === 'add-one' ? <AddEntryDialog {...props} /> : <AddEntriesDialog {...props} />;
}

interface EntryTableProps {
  entries: Entry[];
  chosen: string[];
  onTick: (cidrs: ReadonlySet<string>) => void;
  onDelete: (cidr: string) => void;
}

function EntryTable({ entries, chosen, onTick, onDelete }: EntryTableProps) {
  const t = useTranslations('accessControl');
  const isAll = entries.length > 0 && chosen.length === entries.length;
  return (
    <Table label={t('entries')} className="max-sm:[&_td]:px-2 max-sm:[&_th]:px-2">
      <HeaderRow>
        <HeaderCell className="w-px">
          <Checkbox
            aria-label={t('tickAll')}
            className="block"
            checked={isAll}
            onChange={() => onTick(new Set(isAll ? [] : entries.map((entry) => entry.cidr)))}
          />
        </HeaderCell>
        <HeaderCell className="whitespace-normal!">{t('cidr')}</HeaderCell>
        <HeaderCell className="sm:w-full">{t('comment')}</HeaderCell>
        <HeaderCell>{t('column.actions')}</HeaderCell>
      </HeaderRow>
      <TableBody>
        {entries.map(({ cidr, comment }) => (
          <Row key={cidr}>
            <Cell className="w-px">
              <Checkbox
                aria-label={t('tick', { cidr })}
                className="mt-0.5 block"
                checked={chosen.includes(cidr)}
                onChange={() => onTick(new Set(chosen.includes(cidr) ? chosen.filter((one) => one !== cidr) : [...chosen, cidr]))}
              />
            </Cell>
            <Cell>
              <Mono className="max-sm:break-all max-sm:whitespace-normal">{cidr}</Mono>
            </Cell>
            <Cell dir="auto" className="wrap-anywhere">
              {comment}
            </Cell>
            <Cell className="w-px whitespace-nowrap">
              <WriteButton variant="link" aria-label={t('deleteEntry', { cidr })} onClick={() => onDelete(cidr)}>
                {t('delete')}
              </WriteButton>
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}

function matches({ cidr, comment }: Entry, search: string): boolean {
  const part = search.trim().toLowerCase();
  return cidr.includes(part) || comment.toLowerCase().includes(part);
}

function newAmong(list: AccessControlListView, sent: Entry[]): { added: number; known: number } {
  const before = new Set(list.entries.map((entry) => entry.cidr));
  const added = new Set(sent.map((entry) => entry.cidr).filter((cidr) => !before.has(cidr))).size;
  return { added, known: sent.length - added };
}

/** All entries, whatever is searched for, as Add Multiple Entries takes them. */
function saveAsFile(list: AccessControlListView): void {
  const url = URL.createObjectURL(new Blob([writeEntryLines(list.entries)], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${list.name.replaceAll('/', '-')}.txt`;
  link.click();
  URL.revokeObjectURL(url);
}
