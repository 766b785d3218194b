'use client';

import { useTranslations } from 'use-intl';
import { FieldValue, ListChange } from '#components/history/field-value.tsx';
import { useFieldWords } from '#components/history/field-words.ts';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { diffDocuments, isObject, type Json, type ResourceDocument } from '#domain/history.ts';
import { visible } from './visible.ts';

const NO_NAMES = {};

/** Before and after, field by field; of what was made or removed the whole. */
export function WhatChanged({ before, after }: { before: Json; after: Json }) {
  const t = useTranslations('operationLog');
  const wordOf = useFieldWords();
  const changes = diffDocuments(toDocument(before), toDocument(after));
  if (changes.length === 0) {
    return <p className="text-muted">{t('nothingRecorded')}</p>;
  }
  const sides = (['before', 'after'] as const).filter((side) => (side === 'before' ? before : after) !== null);
  return (
    <Table stacks label={t('whatChanged')}>
      <HeaderRow>
        <HeaderCell>{t('field')}</HeaderCell>
        {sides.map((side) => (
          <HeaderCell key={side}>{t(side)}</HeaderCell>
        ))}
      </HeaderRow>
      <TableBody>
        {changes.map((change) => (
          <Row key={change.path}>
            <Cell className="max-w-56 wrap-anywhere">{wordOf(change.path)}</Cell>
            {sides.map((side) => (
              <Cell key={side} label={t(side)} className="wrap-anywhere">
                {change.list && sides.length > 1 ? (
                  <ListChange list={change.list} names={NO_NAMES} side={side} />
                ) : (
                  <FieldValue value={shown(change[side])} names={NO_NAMES} />
                )}
              </Cell>
            ))}
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}

/** What is no object, such as a list of members, is one field. */
function toDocument(value: Json): ResourceDocument {
  return value === null ? {} : isObject(value) ? value : { value };
}

function shown(value: Json): Json {
  if (typeof value === 'string') {
    return visible(value);
  }
  if (Array.isArray(value)) {
    return value.map(shown);
  }
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shown(part)])) : value;
}
