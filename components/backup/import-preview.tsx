'use client';

import { useTranslations } from 'use-intl';
import { useActionWords } from '#components/audit/use-action-words.ts';
import { useFieldWords } from '#components/history/field-words.ts';
import { Impact } from '#components/impact/impact-panel.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { Truncated } from '#components/ui/text.tsx';
import type { ImportedChange, ImportView } from '#domain/view.ts';

const COLUMNS = ['action', 'name', 'fields'] as const;

/** What the import would change, in the words of the audit, and what becomes of open connections. */
export function ImportPreview({ preview }: { preview: ImportView }) {
  const t = useTranslations('backup');
  const actionWords = useActionWords();
  const { changes, impact } = preview;
  if (changes.length === 0) {
    return <StatusIndicator tone="good">{t('nothing')}</StatusIndicator>;
  }
  return (
    <section aria-label={t('previewTitle')} className="grid gap-3">
      <h3 className="font-semibold">{t('wouldChange', { count: changes.length })}</h3>
      {impact && impact.listeners.length > 0 ? <Impact impact={impact} /> : null}
      <Table stacks label={t('previewTitle')}>
        <HeaderRow>
          {COLUMNS.map((column) => (
            <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
          ))}
        </HeaderRow>
        <TableBody>
          {changes.map((change, index) => (
            <Row key={`${index.toString()} ${change.action}`}>
              <Cell label={t('column.action')} className="whitespace-nowrap">
                {actionWords(change.action)}
              </Cell>
              <Cell label={t('column.name')} className="max-w-56">
                <Truncated text={change.name} />
              </Cell>
              <Cell label={t('column.fields')} className="max-w-xl">
                <Fields change={change} />
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

/** Of what is new or gone, its name says enough. */
function Fields({ change }: { change: ImportedChange }) {
  const t = useTranslations('backup');
  const fieldWords = useFieldWords();
  if (/:(created|deleted)$/.test(change.action)) {
    return <span className="text-muted">{t(change.action.endsWith(':created') ? 'isNew' : 'isGone')}</span>;
  }
  return (
    <ul className="grid gap-1">
      {change.fields.map(({ field, before, after }) => (
        <li key={field} className="grid gap-x-2 sm:grid-cols-[minmax(6rem,max-content)_1fr]">
          <span className="text-muted">{fieldWords(field)}</span>
          <span className="flex min-w-0 flex-wrap items-baseline gap-x-2 wrap-anywhere">
            <Truncated text={before ?? '–'} className="max-w-full text-muted line-through" />
            <span aria-hidden>→</span>
            <Truncated text={after ?? '–'} className="max-w-full" />
          </span>
        </li>
      ))}
    </ul>
  );
}
