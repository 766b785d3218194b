'use client';

import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useServers } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { ServerState } from '#components/server/server-state.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { Dialog } from '#components/ui/dialog.tsx';
import { Checkbox } from '#components/ui/field.tsx';
import { SearchInput } from '#components/ui/search-input.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Mono, Truncated } from '#components/ui/text.tsx';
import { PAGE_SIZE_MAX } from '#domain/limits.ts';
import type { ServerView } from '#domain/view.ts';
import type { DraftServer } from './draft-server.ts';

interface AvailableServersDialogProps {
  regionId: string;
  /** What is asked for, in words. */
  intro: string;
  /** How many can be ticked, and how many must be. */
  max: number;
  min?: number;
  initial?: DraftServer[];
  /** Servers that cannot be added once more, by id. */
  takenIds?: ReadonlySet<string>;
  opener?: HTMLElement | null;
  onNext: (servers: DraftServer[]) => void;
  onClose: () => void;
}

const NONE: DraftServer[] = [];
const NONE_TAKEN: ReadonlySet<string> = new Set();

/** console 7.1: running servers of the region, to be ticked; shared by the three kinds of server groups. */
export function AvailableServersDialog(props: AvailableServersDialogProps) {
  const { regionId, intro, max, min = 1, initial = NONE, takenIds = NONE_TAKEN, opener, onNext, onClose } = props;
  const t = useTranslations('availableServers');
  const tCommon = useTranslations('common');
  const [search, setSearch] = useState('');
  const [ticked, setTicked] = useState(initial);
  const servers = useServers({ regionId, search, status: 'running', pageSize: PAGE_SIZE_MAX });
  const isFull = ticked.length >= max;
  const toggle = (server: ServerView) =>
    setTicked((all) => (all.some((one) => one.id === server.id) ? all.filter((one) => one.id !== server.id) : [...all, server]));

  return (
    <Dialog
      open
      size="large"
      title={t('title')}
      opener={opener}
      onClose={onClose}
      footer={
        <>
          <span role="status" className="mr-auto text-muted tabular-nums">
            {t('ticked', { count: ticked.length, total: max })}
          </span>
          <Button onClick={onClose}>{tCommon('cancel')}</Button>
          <Button variant="primary" disabled={ticked.length < min} onClick={() => onNext(ticked)}>
            {t('next')}
          </Button>
        </>
      }
    >
      <p className="text-muted">{intro}</p>
      <SearchInput label={t('search')} value={search} onChange={setSearch} />
      {servers.error && !servers.data ? <LoadError error={servers.error} onRetry={() => void servers.refetch()} /> : null}
      <Table label={t('title')}>
        <HeaderRow>
          <HeaderCell>
            <span className="sr-only">{t('column.choose')}</span>
          </HeaderCell>
          <HeaderCell>{t('column.idName')}</HeaderCell>
          <HeaderCell className="max-sm:hidden">{t('column.zone')}</HeaderCell>
          <HeaderCell>{t('column.address')}</HeaderCell>
          <HeaderCell>{t('column.state')}</HeaderCell>
          <HeaderCell>{t('column.instances')}</HeaderCell>
        </HeaderRow>
        <TableBody>
          {servers.data || servers.error ? null : <SkeletonRows columns={6} />}
          {servers.data?.items.map((server) => (
            <ServerChoice
              key={server.id}
              server={server}
              isTicked={ticked.some((one) => one.id === server.id)}
              obstacle={takenIds.has(server.id) ? t('taken') : isFull ? t('full', { count: max }) : undefined}
              onToggle={() => toggle(server)}
            />
          ))}
          {servers.data?.items.length === 0 ? (
            <tr>
              <Cell colSpan={6} className="py-6! text-center text-muted">
                {search ? t('nothingFound', { search }) : t('none')}{' '}
                {search ? null : (
                  <LinkButton variant="link" href={`/${regionId}/servers?register=1`}>
                    {t('register')}
                  </LinkButton>
                )}
              </Cell>
            </tr>
          ) : null}
        </TableBody>
      </Table>
      {(servers.data?.totalCount ?? 0) > PAGE_SIZE_MAX ? <p className="text-muted">{t('onlyFirst', { count: PAGE_SIZE_MAX })}</p> : null}
    </Dialog>
  );
}

interface ServerChoiceProps {
  server: ServerView;
  isTicked: boolean;
  /** Why it cannot be ticked. */
  obstacle: string | undefined;
  onToggle: () => void;
}

function ServerChoice({ server, isTicked, obstacle, onToggle }: ServerChoiceProps) {
  const id = useId();
  const isDisabled = obstacle !== undefined && !isTicked;
  const instances = new Set(server.usedBy.map((use) => use.loadBalancerId)).size;
  return (
    <Row className={classNames(isTicked && 'bg-surface-selected!')} title={isDisabled ? obstacle : undefined}>
      <Cell className="w-px">
        <Checkbox id={id} className="mt-0.5 block" checked={isTicked} disabled={isDisabled} onChange={onToggle} />
      </Cell>
      <Cell className="max-w-64">
        <label htmlFor={id} className="block">
          <Truncated text={server.name} className="font-medium" />
          <Mono className="block text-muted">{server.id}</Mono>
        </label>
      </Cell>
      <Cell className="whitespace-nowrap max-sm:hidden">{server.zoneName ?? '–'}</Cell>
      <Cell>
        <Mono>{server.address}</Mono>
      </Cell>
      <Cell className="whitespace-nowrap">
        <ServerState status={server.status} />
      </Cell>
      <Cell className="tabular-nums">{instances}</Cell>
    </Row>
  );
}
