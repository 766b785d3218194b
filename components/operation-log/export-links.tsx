'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { queryString } from '#components/api/client.ts';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuItem } from '#components/ui/menu.tsx';
import { OPERATION_LOG_EXPORT_MAX } from '#domain/operation-log.ts';
import type { useLogQuery } from './use-log-query.ts';

const FORMATS = ['csv', 'jsonl'] as const;

/** What the page shows, all of it, as a file; the browser saves it while it comes. */
export function ExportLinks({ query }: { query: ReturnType<typeof useLogQuery> }) {
  const t = useTranslations('operationLog');
  return (
    <Menu
      trigger={
        <Button title={t('exportHint', { count: OPERATION_LOG_EXPORT_MAX })}>
          <Download size={14} aria-hidden />
          {t('export')}
        </Button>
      }
    >
      {FORMATS.map((format) => (
        <MenuItem
          key={format}
          onSelect={() => window.location.assign(`/api/v1/operation-logs/export${queryString({ ...query.asked(), format })}`)}
        >
          {t(`format.${format}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
