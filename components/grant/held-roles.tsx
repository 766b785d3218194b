'use client';

import Link from 'next/link';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useNotify } from '#components/feedback/notices.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Button } from '#components/ui/button.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import type { RoleHeldView } from '#domain/view.ts';
import { GrantActions } from './grant-actions.tsx';
import { GrantDialog } from './grant-dialog.tsx';
import type { Holder } from './holder-field.tsx';

/** What a user or team may, and by what; for administrators. `?grant` in the address opens the dialog that adds to it. */
export function HeldRoles({ holder, roles }: { holder: Holder; roles: RoleHeldView[] }) {
  const t = useTranslations('permissions');
  const notify = useNotify();
  const router = useRouter();
  const path = usePathname();
  const isAsked = useSearchParams().has('grant');
  const { regionId } = useRegion();
  const [isAdding, setIsAdding] = useState(isAsked);
  const close = () => {
    setIsAdding(false);
    if (isAsked) {
      router.replace(path, { scroll: false });
    }
  };
  const columns = holder.kind === 'user' ? (['role', 'where', 'through', 'actions'] as const) : (['role', 'where', 'actions'] as const);
  return (
    <section aria-label={t('roles')} className="grid gap-2.5">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-[15px] font-semibold">{t('roles')}</h2>
        <Button variant="primary" onClick={() => setIsAdding(true)}>
          {t('add')}
        </Button>
      </div>
      {roles.length === 0 ? (
        <p className="text-muted">{t('noRoleText')}</p>
      ) : (
        <Table stacks label={t('roles')}>
          <HeaderRow>
            {columns.map((column) => (
              <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {roles.map((role) => (
              <HeldRole key={role.grantId} holder={holder} role={role} />
            ))}
          </TableBody>
        </Table>
      )}
      {isAdding ? (
        <GrantDialog
          regionId={regionId}
          holder={holder}
          onClose={close}
          onCreated={() => {
            notify('good', t('added', { holder: holder.name }));
            close();
          }}
        />
      ) : null}
    </section>
  );
}

function HeldRole({ holder, role }: { holder: Holder; role: RoleHeldView }) {
  const t = useTranslations('permissions');
  const tRole = useTranslations('userRole');
  const { regionId } = useRegion();
  const isOwn = holder.kind === 'team' || role.teamId === null;
  return (
    <Row>
      <Cell className="font-medium whitespace-nowrap">{tRole(`name.${role.role}`)}</Cell>
      <Cell label={t('column.where')} className="wrap-anywhere">
        {role.regionName ?? t('allRegions')}
      </Cell>
      {holder.kind === 'user' ? (
        <Cell label={t('column.through')} className="wrap-anywhere">
          {role.teamId === null ? (
            t('direct')
          ) : (
            <Link href={`/${regionId}/teams/${role.teamId}`} className="text-accent-text underline underline-offset-2">
              {t('byTeam', { team: role.teamName ?? '' })}
            </Link>
          )}
        </Cell>
      ) : null}
      <Cell className="w-px whitespace-nowrap">
        {isOwn ? <GrantActions grant={{ id: role.grantId, holder: holder.name, regionName: role.regionName, role: role.role }} /> : null}
      </Cell>
    </Row>
  );
}
