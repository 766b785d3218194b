'use client';

import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { WriteButton } from '#components/session/write-guard.tsx';
import { Checkbox } from '#components/ui/field.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Cell, Row } from '#components/ui/table.tsx';
import { Time, Truncated } from '#components/ui/text.tsx';
import type { VersionView } from '#domain/view.ts';
import { useFieldWords } from './field-words.ts';

interface VersionRowProps {
  version: VersionView;
  isCurrent: boolean;
  canRestore: boolean;
  isPicked: boolean;
  onPick: () => void;
  onRestore: () => void;
}

export function VersionRow({ version, isCurrent, canRestore, isPicked, onPick, onRestore }: VersionRowProps) {
  const t = useTranslations('history');
  const id = useId();
  const number = version.version;
  return (
    <Row>
      <Cell className="whitespace-nowrap">
        <span className="flex items-center gap-3">
          <Checkbox id={id} checked={isPicked} onChange={onPick} />
          <label htmlFor={id} className="font-medium tabular-nums">
            {t('version', { number })}
          </label>
          {isCurrent && !version.deleted ? <StatusIndicator tone="good">{t('current')}</StatusIndicator> : null}
        </span>
      </Cell>
      <Cell label={t('when')} className="whitespace-nowrap">
        <Time at={version.at} />
      </Cell>
      <Cell label={t('who')} className="max-w-44">
        <Truncated text={version.actorType === 'database' ? t('database', { name: version.actorName }) : version.actorName} />
      </Cell>
      <Cell label={t('what')} className="min-w-64 wrap-anywhere">
        <WhatChanged version={version} />
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        {canRestore ? (
          <span className="row-actions flex gap-3">
            <WriteButton variant="link" onClick={onRestore} aria-label={`${t('restore')}: ${t('version', { number })}`}>
              {t('restoreShort')}
            </WriteButton>
          </span>
        ) : null}
      </Cell>
    </Row>
  );
}

const LIST_PARTS = ['added', 'removed', 'changed'] as const;

/** In words: which fields, and of lists how many elements. */
function WhatChanged({ version }: { version: VersionView }) {
  const t = useTranslations('history');
  const wordOf = useFieldWords();
  const { changes, deleted, restoredFrom } = version;
  if (deleted) {
    return <StatusIndicator tone="off">{t('deleted')}</StatusIndicator>;
  }
  if (changes === null) {
    return <span className="text-muted">{t('created')}</span>;
  }
  const words = changes.map(({ path, list }) =>
    list
      ? t('listChange', {
          field: wordOf(path),
          what: LIST_PARTS.flatMap((part) => (list[part].length > 0 ? t(`listPart.${part}`, { count: list[part].length }) : [])).join(', '),
        })
      : wordOf(path),
  );
  // One box: in a card each child of a cell would be a row of its own.
  return (
    <span>
      {restoredFrom === null ? null : <b className="mr-2">{t('restored', { number: restoredFrom })}</b>}
      {words.length > 0 ? words.join(', ') : <span className="text-muted">{t('nothing')}</span>}
    </span>
  );
}
