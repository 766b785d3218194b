'use client';

import { UserX } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { SessionsCard } from '#components/account/sessions-card.tsx';
import { ApiError } from '#components/api/api-error.ts';
import { CredentialsOfUser } from '#components/credential/credentials-of-user.tsx';
import { LoadError } from '#components/feedback/load-error.tsx';
import { HeldRoles } from '#components/grant/held-roles.tsx';
import { useMe } from '#components/session/use-me.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Card, EmptyState, Fact, Facts, PageHeader } from '#components/ui/surface.tsx';
import { Id, Time } from '#components/ui/text.tsx';
import type { UserDetails, UserView } from '#domain/view.ts';
import { useUser } from './queries.ts';
import { type UserAction, UserActionDialog } from './user-actions.tsx';
import { UserState } from './user-state.tsx';

/** One user: what they may and by what, and what an administrator can do about the account. */
export function UserPage({ id }: { id: string }) {
  const t = useTranslations('users');
  const router = useRouter();
  const { regionId } = useRegion();
  const [isLeft, setIsLeft] = useState(false);
  const { data: user, error, refetch } = useUser(id, !isLeft);
  const base = `/${regionId}/users`;
  if (isLeft) {
    return null;
  }
  if (error instanceof ApiError && error.isGone) {
    return (
      <EmptyState icon={UserX} title={t('gone')} action={<LinkButton href={base}>{t('backToUsers')}</LinkButton>}>
        {t('goneText')}
      </EmptyState>
    );
  }
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title'), href: base }, { label: user?.name ?? id }]} />
      {error && !user ? <LoadError error={error} onRetry={() => void refetch()} /> : null}
      {user?.details ? (
        <Details
          user={user}
          details={user.details}
          onDeleted={() => {
            setIsLeft(true);
            router.push(base);
          }}
        />
      ) : null}
      {!user && !error ? <div className="skeleton h-7 w-72" aria-hidden /> : null}
    </>
  );
}

function Details({ user, details, onDeleted }: { user: UserView; details: UserDetails; onDeleted: () => void }) {
  const t = useTranslations('users');
  const { regionId } = useRegion();
  const [doing, setDoing] = useState<UserAction | null>(null);
  return (
    <>
      <PageHeader title={user.name} sub={user.email} actions={<Actions user={user} details={details} onDo={setDoing} />} />
      <Card title={t('about')}>
        <Facts>
          <Fact term={t('column.status')}>
            <UserState status={details.status} />
          </Fact>
          <Fact term={t('column.lastSignIn')}>{details.lastSignedInAt ? <Time at={details.lastSignedInAt} /> : t('never')}</Fact>
          <Fact term={t('column.secondFactor')}>{details.twoFactorEnabled ? t('on') : t('off')}</Fact>
          <Fact term={t('passwordChanged')}>{details.passwordChangedAt ? <Time at={details.passwordChangedAt} /> : t('never')}</Fact>
          {details.link ? (
            <Fact term={t(`openLink.${details.link.kind}`)}>
              {t('until')} <Time at={details.link.expiresAt} />
            </Fact>
          ) : null}
          {details.disabledAt ? (
            <Fact term={t('disabledAt')}>
              <Time at={details.disabledAt} />
            </Fact>
          ) : null}
          <Fact term={t('createdAt')}>
            <Time at={details.createdAt} />
          </Fact>
          <Fact term={t('teams')}>
            {details.teams.length === 0 ? t('noTeams') : null}
            <ul>
              {details.teams.map((team) => (
                <li key={team.id}>
                  <Link href={`/${regionId}/teams/${team.id}`} className="text-accent-text underline underline-offset-2">
                    {team.name}
                  </Link>
                </li>
              ))}
            </ul>
          </Fact>
          <Fact term={t('id')}>
            <Id id={user.id} />
          </Fact>
        </Facts>
      </Card>
      <HeldRoles holder={{ kind: 'user', id: user.id, name: user.name }} roles={details.roles} />
      <SessionsCard owner={{ userId: user.id }} />
      <CredentialsOfUser userId={user.id} />
      {doing ? <UserActionDialog user={user} action={doing} onClose={() => setDoing(null)} onDeleted={onDeleted} /> : null}
    </>
  );
}

/** Nobody does to themselves what would lock them out. */
function Actions({ user, details, onDo }: { user: UserView; details: UserDetails; onDo: (what: UserAction) => void }) {
  const t = useTranslations('users');
  const isMe = useMe().id === user.id;
  const isDisabled = details.status === 'disabled';
  return (
    <>
      <Button onClick={() => onDo('edit')}>{t('edit')}</Button>
      {isMe || isDisabled ? null : (
        <Button onClick={() => onDo('link')}>{details.status === 'invited' ? t('newInvitation') : t('resetPassword')}</Button>
      )}
      {isMe || !details.twoFactorEnabled ? null : <Button onClick={() => onDo('two-factor')}>{t('resetTwoFactor')}</Button>}
      {isMe ? null : (
        <>
          <Button onClick={() => onDo(isDisabled ? 'enable' : 'disable')}>{isDisabled ? t('enable') : t('disable')}</Button>
          <Button onClick={() => onDo('delete')}>{t('delete')}</Button>
        </>
      )}
    </>
  );
}
