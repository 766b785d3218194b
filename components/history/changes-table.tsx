'use client';

import { useTranslations } from 'use-intl';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { diffDocuments, isObject, type Json, type ResourceDocument } from '#domain/history.ts';
import type { VersionDocumentView } from '#domain/view.ts';
import { FieldValue, ListChange } from './field-value.tsx';
import { useFieldWords } from './field-words.ts';

interface ChangesTableProps {
  from: VersionDocumentView;
  to: VersionDocumentView;
  /** Fields that are none of the comparison. */
  without?: ReadonlySet<string>;
}

/** Two versions field by field; what is equal is folded away. */
export function ChangesTable({ from, to, without = new Set() }: ChangesTableProps) {
  const t = useTranslations('history');
  const wordOf = useFieldWords();
  const names = { ...from.names, ...to.names };
  const isMeant = (path: string) => !without.has(path.split('.')[0] ?? path);
  const changes = diffDocuments(from.document, to.document).filter(({ path }) => isMeant(path));
  const equal = leaves(to.document, '').filter(({ path }) => isMeant(path) && !changes.some((change) => isWithin(path, change.path)));
  return (
    <div className="grid gap-3">
      {changes.length === 0 ? (
        <p className="text-muted">{t('noDifference')}</p>
      ) : (
        <Table stacks label={t('compareTitle', { from: from.version, to: to.version })}>
          <HeaderRow>
            <HeaderCell>{t('field')}</HeaderCell>
            <HeaderCell>{t('before', { number: from.version })}</HeaderCell>
            <HeaderCell>{t('before', { number: to.version })}</HeaderCell>
          </HeaderRow>
          <TableBody>
            {changes.map(({ path, before, after, list }) => (
              <Row key={path}>
                <Cell className="max-w-56">{wordOf(path)}</Cell>
                <Cell label={t('before', { number: from.version })}>
                  {list ? <ListChange list={list} names={names} side="before" /> : <FieldValue value={before} names={names} />}
                </Cell>
                <Cell label={t('before', { number: to.version })}>
                  {list ? <ListChange list={list} names={names} side="after" /> : <FieldValue value={after} names={names} />}
                </Cell>
              </Row>
            ))}
          </TableBody>
        </Table>
      )}
      {equal.length > 0 ? (
        <details>
          <summary className="cursor-pointer text-muted">{t('equal', { count: equal.length })}</summary>
          <dl className="mt-2 grid grid-cols-[repeat(auto-fill,minmax(min(100%,240px),1fr))] gap-x-8 gap-y-2">
            {equal.map(({ path, value }) => (
              <div key={path} className="min-w-0">
                <dt className="text-[12.5px] text-muted">{wordOf(path)}</dt>
                <dd>
                  <FieldValue value={value} names={names} />
                </dd>
              </div>
            ))}
          </dl>
        </details>
      ) : null}
    </div>
  );
}

function leaves(document: ResourceDocument, prefix: string): { path: string; value: Json }[] {
  return Object.entries(document).flatMap(([name, value]) =>
    isObject(value) ? leaves(value, `${prefix}${name}.`) : [{ path: `${prefix}${name}`, value }],
  );
}

/** A whole object may have changed, or one part of it. */
function isWithin(path: string, changed: string): boolean {
  return path === changed || path.startsWith(`${changed}.`);
}
