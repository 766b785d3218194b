'use client';

import { useTranslations } from 'use-intl';
import { FieldValue, ListChange } from '#components/history/field-value.tsx';
import { useFieldWords } from '#components/history/field-words.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { Time } from '#components/ui/text.tsx';
import { diffDocuments, type FieldChange, type ResourceDocument } from '#domain/history.ts';
import type { ConflictView } from '#domain/view.ts';

export type ConflictChoice = 'mine' | 'theirs' | 'cancel';

interface ConflictDialogProps {
  conflict: ConflictView;
  /** What I was about to save, by the names of the document. */
  mine: ResourceDocument;
  onDecide: (choice: ConflictChoice) => void;
}

/** Somebody else has saved first: who, when and what, beside what I am about to save. */
export function ConflictDialog({ conflict, mine, onDecide }: ConflictDialogProps) {
  const t = useTranslations('conflict');
  const wordOf = useFieldWords();
  const { changes, theirs, names } = conflict;
  const base = conflict.base ?? theirs;
  const theirChanges = diffDocuments(base, theirs);
  const myChanges = diffDocuments(only(base, mine), mine).filter(({ path }) => path !== 'start');
  const rows = pairUp(theirChanges, myChanges);
  return (
    <Dialog
      open
      role="alertdialog"
      size="large"
      title={t('title')}
      onClose={() => onDecide('cancel')}
      description={t('text')}
      footer={
        <>
          <Button onClick={() => onDecide('cancel')}>{t('back')}</Button>
          <Button onClick={() => onDecide('theirs')}>{t('theirs')}</Button>
          <Button variant="primary" onClick={() => onDecide('mine')}>
            {t('mine')}
          </Button>
        </>
      }
    >
      <ul className="grid gap-1" aria-label={t('who')}>
        {changes.map((change) => (
          <li key={change.version} className="wrap-anywhere">
            {t.rich(change.fields.length > 0 ? 'changed' : 'changedUnknown', {
              who: () => <b dir="auto">{change.actorName}</b>,
              at: () => <Time at={change.at} />,
              fields: change.fields.map(wordOf).join(', '),
            })}
          </li>
        ))}
      </ul>
      <Table stacks label={t('fields')}>
        <HeaderRow>
          <HeaderCell>{t('field')}</HeaderCell>
          <HeaderCell>{t('theirValue')}</HeaderCell>
          <HeaderCell>{t('myValue')}</HeaderCell>
        </HeaderRow>
        <TableBody>
          {rows.map(({ path, their, my }) => (
            <Row key={path}>
              <Cell className="max-w-56">{wordOf(path)}</Cell>
              <Cell label={t('theirValue')}>
                <Side change={their} names={names} />
              </Cell>
              <Cell label={t('myValue')}>
                <Side change={my} names={names} />
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      <p className="text-muted">{t('mineHint')}</p>
    </Dialog>
  );
}

function Side({ change, names }: { change: FieldChange | undefined; names: Record<string, string> }) {
  const t = useTranslations('conflict');
  if (!change) {
    return <span className="text-muted">{t('unchanged')}</span>;
  }
  return change.list ? <ListChange list={change.list} names={names} /> : <FieldValue value={change.after} names={names} />;
}

/** Fields that either has changed; what both have changed comes first, since only that is lost by a decision. */
function pairUp(theirs: FieldChange[], mine: FieldChange[]) {
  const paths = [...new Set([...mine, ...theirs].map(({ path }) => path))];
  const rows = paths.map((path) => ({
    path,
    their: theirs.find((change) => change.path === path),
    my: mine.find((change) => change.path === path),
  }));
  return rows.sort((a, b) => Number(Boolean(b.their && b.my)) - Number(Boolean(a.their && a.my)));
}

/** A change names some fields only, and of a member perhaps fewer than its document. */
function only(document: ResourceDocument, change: ResourceDocument): ResourceDocument {
  return Object.fromEntries(Object.keys(change).map((name) => [name, document[name] ?? null]));
}
