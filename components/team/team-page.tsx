'use client';

import { FileQuestion } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '#components/api/api-error.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { HeldRoles } from '#components/grant/held-roles.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { Id, Truncated } from '#components/ui/text.tsx';
import type { TeamView } from '#domain/view.ts';
import { DeleteTeamDialog } from './delete-team-dialog.tsx';
import { useTeam } from './queries.ts';
import { TeamDialog } from './team-dialog.tsx';

/** One team: its members, and what they may through it. */
export function TeamPage({ id }: { id: string }) {
  const t = useTranslations('teams');
  const router = useRouter();
  const { regionId } = useRegion();
  const [isLeft, setIsLeft] = useState(false);
  const { data: team, error, refetch } = useTeam(id, !isLeft);
  const base = `/${regionId}/teams`;
  if (isLeft) {
    return null;
  }
  if (error instanceof ApiError && error.isGone) {
    return (
      <EmptyState icon={FileQuestion} title={t('gone')} action={<LinkButton href={base}>{t('backToTeams')}</LinkButton>}>
        {t('goneText')}
      </EmptyState>
    );
  }
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title'), href: base }, { label: team?.name ?? id }]} />
      {error && !team ? <LoadError error={error} onRetry={() => void refetch()} /> : null}
      {team ? (
        <Details
          team={team}
          onDeleted={() => {
            setIsLeft(true);
            router.push(base);
          }}
        />
      ) : null}
      {!team && !error ? <div className="skeleton h-7 w-72" aria-hidden /> : null}
    </>
  );
}

function Details({ team, onDeleted }: { team: TeamView; onDeleted: () => void }) {
  const t = useTranslations('teams');
  const notify = useNotify();
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null);
  const close = () => setDoing(null);
  return (
    <>
      <PageHeader
        title={team.name}
        sub={<Id id={team.id} />}
        actions={
          <>
            <Button onClick={() => setDoing('edit')}>{t('edit')}</Button>
            <Button onClick={() => setDoing('delete')}>{t('delete')}</Button>
          </>
        }
      />
      <Members team={team} />
      <HeldRoles holder={{ kind: 'team', id: team.id, name: team.name }} roles={team.roles ?? []} />
      {doing === 'edit' ? (
        <TeamDialog
          team={team}
          onClose={close}
          onSaved={({ name }) => {
            notify('good', t('saved', { name }));
            close();
          }}
        />
      ) : null}
      {doing === 'delete' ? <DeleteTeamDialog team={team} onClose={close} onDeleted={onDeleted} /> : null}
    </>
  );
}

function Members({ team }: { team: TeamView }) {
  const t = useTranslations('teams');
  const { regionId } = useRegion();
  return (
    <section aria-label={t('members')} className="grid gap-2.5">
      <h2 className="text-[15px] font-semibold">{t('membersCount', { count: team.members.length })}</h2>
      {team.members.length === 0 ? (
        <p className="text-muted">{t('noMembersText')}</p>
      ) : (
        <Table label={t('members')}>
          <HeaderRow>
            <HeaderCell>{t('memberName')}</HeaderCell>
            <HeaderCell>{t('memberEmail')}</HeaderCell>
          </HeaderRow>
          <TableBody>
            {team.members.map((member) => (
              <Row key={member.id}>
                <Cell className="max-w-64">
                  <Link href={`/${regionId}/users/${member.id}`} className="text-accent-text underline underline-offset-2">
                    <Truncated text={member.name} />
                  </Link>
                </Cell>
                <Cell className="max-w-72">
                  <Truncated text={member.email} />
                </Cell>
              </Row>
            ))}
          </TableBody>
        </Table>
      )}
    </section>
  );
}
