'use client';

import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useActionWords } from '#components/audit/use-action-words.ts';
import { classNames } from '#components/ui/class-names.ts';
import { Cell, Row } from '#components/ui/table.tsx';
import { Mono, Time, Truncated } from '#components/ui/text.tsx';
import type { OperationLogView } from '#domain/view.ts';
import { LogEntry } from './log-entry.tsx';
import { resourcePath } from './resource-path.ts';

const COLUMNS = 4;

/** One entry on two lines; opened, the whole record under it. */
export function LogRow({ entry, pageRegionId }: { entry: OperationLogView; pageRegionId: string }) {
  const t = useTranslations('operationLog');
  const actionWords = useActionWords();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const path = resourcePath(entry, pageRegionId);
  return (
    <>
      <Row className={classNames(isOpen && 'border-b-0! bg-surface-hover')}>
        <Cell label={t('column.at')} className="w-px whitespace-nowrap">
          <Time at={entry.at} />
        </Cell>
        <Cell className="min-w-56">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={() => setIsOpen(!isOpen)}
            className="flex min-h-6 items-start gap-1 rounded text-left font-medium hover:text-accent-text"
          >
            <ChevronRight
              size={14}
              className={classNames('mt-0.75 flex-none text-muted transition-transform', isOpen && 'rotate-90')}
              aria-hidden
            />
            <span className="wrap-anywhere">{actionWords(entry.action)}</span>
          </button>
        </Cell>
        <Cell label={t('column.resource')} className="max-w-72">
          <span className="block min-w-0">
            {path ? (
              <Link
                href={path}
                className="block truncate text-accent-text hover:underline"
                title={entry.resourceName ?? entry.resourceId}
                dir="auto"
              >
                {entry.resourceName ?? entry.resourceId}
              </Link>
            ) : (
              <Truncated text={entry.resourceName ?? entry.resourceId} />
            )}
            {entry.resourceName === null ? null : <Mono className="block truncate text-muted">{entry.resourceId}</Mono>}
          </span>
        </Cell>
        <Cell label={t('column.who')} className="max-w-56">
          <span className="block min-w-0">
            <Truncated text={entry.actorName === '' ? '–' : entry.actorName} />
            <span className="block truncate text-[12.5px] text-muted">
              {[entry.credential?.name, entry.clientAddress].filter(Boolean).join(' · ') || t(actorKind(entry.actorType))}
            </span>
          </span>
        </Cell>
      </Row>
      {isOpen ? (
        <Row className="bg-surface-sunk hover:bg-surface-sunk">
          <Cell id={id} colSpan={COLUMNS} className="min-w-0">
            <LogEntry id={entry.id} />
          </Cell>
        </Row>
      ) : null}
    </>
  );
}

const KINDS = { user: 'kind.user', system: 'kind.system', operator: 'kind.operator' } as const;

function actorKind(type: string): (typeof KINDS)[keyof typeof KINDS] {
  return KINDS[type as keyof typeof KINDS] ?? KINDS.user;
}
