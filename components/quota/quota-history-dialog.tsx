'use client';

import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Time, Truncated } from '#components/ui/text.tsx';
import type { QuotaName } from '#domain/quota.ts';
import type { QuotaRequestView } from '#domain/view.ts';
import { HISTORY_PAGE_SIZE, useQuotaRequests } from './actions.ts';

const COLUMNS = ['at', 'by', 'change', 'reason', 'result'] as const;

/** History: who asked when, from which value to which, why, and what came of it (console 16.2). */
export function QuotaHistoryDialog({ regionId, name, onClose }: { regionId: string; name: QuotaName; onClose: () => void }) {
  const t = useTranslations('quotas');
  const tCommon = useTranslations('common');
  const [pageNumber, setPageNumber] = useState(1);
  const requests = useQuotaRequests(regionId, name, pageNumber);
  const isEmpty = requests.data?.totalCount === 0;
  return (
    <Dialog
      open
      size="large"
      title={t('historyOf', { quota: t(`name.${name}`) })}
      onClose={onClose}
      footer={<Button onClick={onClose}>{tCommon('close')}</Button>}
    >
      {requests.error && !requests.data ? <LoadError error={requests.error} onRetry={() => void requests.refetch()} /> : null}
      {isEmpty ? <p className="text-muted">{t('noHistory')}</p> : null}
      {isEmpty || (requests.error && !requests.data) ? null : (
        <Table stacks label={t('history')}>
          <HeaderRow>
            {COLUMNS.map((column) => (
              <HeaderCell key={column}>{t(`historyColumn.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {requests.data ? null : <SkeletonRows columns={COLUMNS.length} rows={2} />}
            {requests.data?.items.map((one) => (
              <RequestRow key={one.id} request={one} />
            ))}
          </TableBody>
        </Table>
      )}
      <Pagination
        pageNumber={pageNumber}
        pageSize={HISTORY_PAGE_SIZE}
        totalCount={requests.data?.totalCount ?? 0}
        onChange={setPageNumber}
      />
    </Dialog>
  );
}

function RequestRow({ request }: { request: QuotaRequestView }) {
  const t = useTranslations('quotas');
  const format = useFormatter();
  return (
    <Row>
      <Cell>
        <Time at={request.at} />
      </Cell>
      <Cell label={t('historyColumn.by')} className="max-w-48">
        <Truncated text={request.by} />
        {request.email ? <Truncated text={request.email} className="text-[12.5px] text-muted" /> : null}
      </Cell>
      <Cell label={t('historyColumn.change')} className="whitespace-nowrap tabular-nums">
        {format.number(request.from)} → {format.number(request.to)}
      </Cell>
      <Cell label={t('historyColumn.reason')} className="max-w-64">
        <span dir="auto" className="wrap-anywhere">
          {request.reason}
        </span>
      </Cell>
      <Cell label={t('historyColumn.result')} className="min-w-32">
        <StatusIndicator tone={request.result === 'approved' ? 'good' : 'bad'}>{t(`result.${request.result}`)}</StatusIndicator>
        {request.rejectedAbove === null ? null : (
          <div className="text-[12.5px] leading-[18px] text-muted">{t('rejectedText', { max: request.rejectedAbove })}</div>
        )}
      </Cell>
    </Row>
  );
}
