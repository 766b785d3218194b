'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from './button.tsx';

interface PaginationProps {
  pageNumber: number;
  pageSize: number;
  totalCount: number;
  onChange: (pageNumber: number) => void;
}

export function Pagination({ pageNumber, pageSize, totalCount, onChange }: PaginationProps) {
  const t = useTranslations('common');
  const pageCount = Math.max(1, Math.ceil(totalCount / pageSize));
  if (totalCount === 0) {
    return null;
  }
  const first = (pageNumber - 1) * pageSize + 1;
  return (
    <nav aria-label={t('paging')} className="flex items-center justify-end gap-2 text-[12.5px] text-muted tabular-nums">
      <span>{t('range', { first, last: Math.min(totalCount, first + pageSize - 1), total: totalCount })}</span>
      {pageCount > 1 ? (
        <>
          <IconButton label={t('previousPage')} disabled={pageNumber <= 1} onClick={() => onChange(pageNumber - 1)}>
            <ChevronLeft size={16} aria-hidden />
          </IconButton>
          <IconButton label={t('nextPage')} disabled={pageNumber >= pageCount} onClick={() => onChange(pageNumber + 1)}>
            <ChevronRight size={16} aria-hidden />
          </IconButton>
        </>
      ) : null}
    </nav>
  );
}
