'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Id, Time, Truncated } from '#components/ui/text.tsx';
import type { CredentialView } from '#domain/view.ts';
import type { Owner } from './actions.ts';
import { RevokeDialog } from './revoke-dialog.tsx';
import { ScopeList } from './scope-list.tsx';

const COLUMNS = ['name', 'scopes', 'expires', 'lastUsed', 'actions'] as const;

/** `credentials` absent: on their way. */
export function CredentialTable({ owner, credentials }: { owner: Owner; credentials: CredentialView[] | undefined }) {
  const t = useTranslations('credentials');
  const [revoking, setRevoking] = useState<CredentialView | null>(null);
  return (
    <>
      <Table stacks label={t('title')}>
        <HeaderRow>
          {COLUMNS.map((column) => (
            <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
          ))}
        </HeaderRow>
        <TableBody>
          {credentials ? null : <SkeletonRows columns={COLUMNS.length} rows={2} lines={2} />}
          {credentials?.map((credential) => (
            <CredentialRow key={credential.id} credential={credential} onRevoke={() => setRevoking(credential)} />
          ))}
        </TableBody>
      </Table>
      {revoking ? <RevokeDialog owner={owner} credential={revoking} onClose={() => setRevoking(null)} /> : null}
    </>
  );
}

function CredentialRow({ credential, onRevoke }: { credential: CredentialView; onRevoke: () => void }) {
  const t = useTranslations('credentials');
  return (
    <Row>
      <Cell className="max-w-60 min-w-40">
        <Truncated text={credential.name} className="font-medium" />
        <div className="text-[12.5px] text-muted">
          {t(`kind.${credential.kind}`)}
          <Id id={credential.id} />
          {t('created')} <Time at={credential.createdAt} />
        </div>
      </Cell>
      <Cell label={t('column.scopes')} className="min-w-48">
        <ScopeList scopes={credential.scopes} />
      </Cell>
      <Cell label={t('column.expires')}>
        <Expiry credential={credential} />
      </Cell>
      <Cell label={t('column.lastUsed')}>
        <LastUse credential={credential} />
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        <span className="row-actions">
          <Button variant="link" onClick={onRevoke}>
            {t('revoke')}
          </Button>
        </span>
      </Cell>
    </Row>
  );
}

function Expiry({ credential: { expiresAt, isExpired } }: { credential: CredentialView }) {
  const t = useTranslations('credentials');
  if (expiresAt === null) {
    return <span className="text-muted">{t('neverExpires')}</span>;
  }
  return isExpired ? (
    <StatusIndicator tone="bad">
      {t('expired')}
      <div className="text-[12.5px] text-muted">
        <Time at={expiresAt} />
      </div>
    </StatusIndicator>
  ) : (
    <Time at={expiresAt} />
  );
}

function LastUse({ credential: { lastUsedAt, lastUsedAddress } }: { credential: CredentialView }) {
  const t = useTranslations('credentials');
  if (lastUsedAt === null) {
    return <span className="text-muted">{t('neverUsed')}</span>;
  }
  return (
    <>
      <Time at={lastUsedAt} />
      {lastUsedAddress === null ? null : (
        <div className="text-[12.5px] text-muted">
          <Truncated text={t('from', { address: lastUsedAddress })} className="max-w-40" />
        </div>
      )}
    </>
  );
}
