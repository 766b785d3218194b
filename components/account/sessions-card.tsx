'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Button } from '#components/ui/button.tsx';
import { Card } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Time, Truncated } from '#components/ui/text.tsx';
import type { SessionView } from '#domain/view.ts';
import { endSession, endSessions, listSessions, type SessionOwner } from './actions.ts';
import { deviceOf } from './device.ts';

const COLUMNS = ['device', 'address', 'lastActive', 'signedIn', 'ends', 'actions'] as const;
const POLL_MS = 10_000;

/** Where a user is signed in: what they do not know they end, or an administrator does. */
export function SessionsCard({ owner = 'me' }: { owner?: SessionOwner }) {
  const t = useTranslations('account');
  const sessions = useQuery({
    queryKey: ['sessions', owner],
    queryFn: ({ signal }) => listSessions(owner, signal),
    refetchInterval: POLL_MS,
  });
  const [ending, setEnding] = useState<SessionView | 'all' | null>(null);
  const all = sessions.data ?? [];
  const isMine = owner === 'me';
  return (
    <Card
      title={t('sessions')}
      actions={
        all.some(({ isCurrent }) => !isCurrent) ? (
          <Button onClick={() => setEnding('all')}>{t(isMine ? 'endOthers' : 'endAllOfUser')}</Button>
        ) : null
      }
    >
      {sessions.data?.length === 0 ? <p className="text-muted">{t('noSessions')}</p> : null}
      {sessions.error && !sessions.data ? <LoadError error={sessions.error} onRetry={() => void sessions.refetch()} /> : null}
      {sessions.data?.length !== 0 && (sessions.data || !sessions.error) ? (
        <Table stacks label={t('sessions')}>
          <HeaderRow>
            {COLUMNS.map((column) => (
              <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {sessions.data ? null : <SkeletonRows columns={COLUMNS.length} rows={2} />}
            {all.map((session) => (
              <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
            ))}
          </TableBody>
        </Table>
      ) : null}
      {ending ? <EndDialog owner={owner} ending={ending} onClose={() => setEnding(null)} /> : null}
    </Card>
  );
}

function SessionRow({ session, onEnd }: { session: SessionView; onEnd: () => void }) {
  const t = useTranslations('account');
  return (
    <Row>
      <Cell label={t('column.device')}>
        <Truncated text={deviceOf(session.userAgent) ?? t('unknownDevice')} className="max-w-[min(20rem,100%)]" />
        <div className="text-[12.5px] text-muted">
          {[session.isCurrent ? t('thisSession') : null, t(session.secondFactor ? 'withSecondFactor' : `method.${session.method}`)]
            .filter(Boolean)
            .join(' · ')}
        </div>
      </Cell>
      <Cell label={t('column.address')}>{session.clientAddress ?? t('unknownAddress')}</Cell>
      <Cell label={t('column.lastActive')}>
        <Time at={session.lastActiveAt} />
      </Cell>
      <Cell label={t('column.signedIn')}>
        <Time at={session.createdAt} />
      </Cell>
      <Cell label={t('column.ends')}>
        <Time at={session.endsAt} />
      </Cell>
      <Cell label={t('column.actions')}>
        {session.isCurrent ? null : (
          <Button variant="link" onClick={onEnd}>
            {t('end')}
          </Button>
        )}
      </Cell>
    </Row>
  );
}

interface EndDialogProps {
  owner: SessionOwner;
  ending: SessionView | 'all';
  onClose: () => void;
}

function EndDialog({ owner, ending, onClose }: EndDialogProps) {
  const t = useTranslations('account');
  const end = useWrite(() => (ending === 'all' ? endSessions(owner) : endSession(owner, ending.id)));
  const all = owner === 'me' ? 'endOthers' : 'endAllOfUser';
  return (
    <ConfirmDialog
      isDanger
      title={t(ending === 'all' ? `${all}Title` : 'endTitle')}
      onConfirm={() => end.mutateAsync(undefined)}
      onClose={onClose}
    >
      {t(ending === 'all' ? `${all}Text` : 'endText')}
    </ConfirmDialog>
  );
}
