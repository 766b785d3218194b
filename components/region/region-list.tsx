'use client';

import { ChevronDown, ChevronUp, Map as MapIcon } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { useRegions } from '#components/api/queries.ts';
import { useWrite } from '#components/api/use-write.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { useRoleGuard, WriteButton, WriteIconButton } from '#components/session/write-guard.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { ShortList } from '#components/ui/short-list.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { CopyButton, Mono, Truncated } from '#components/ui/text.tsx';
import type { RegionView } from '#domain/view.ts';
import { orderRegions } from './actions.ts';
import { RegionDialog } from './region-dialog.tsx';
import { RetireDialog } from './retire-dialog.tsx';

type Doing = { what: 'create' } | { what: 'edit' | 'retire'; region: RegionView } | null;

const COLUMNS = ['region', 'zones', 'addressPools', 'sourceNat', 'contents', 'nodes', 'order', 'actions'] as const;

/** All regions, whichever is chosen: create, change, order, retire. */
export function RegionList() {
  const t = useTranslations('regions');
  const notify = useNotify();
  const regions = useRegions();
  const [doing, setDoing] = useState<Doing>(null);
  const order = useWrite(orderRegions);
  const all = regions.data ?? [];
  const close = () => setDoing(null);
  const move = (index: number, by: -1 | 1) => {
    const ids = all.map(({ id }) => id);
    const [moved] = ids.splice(index, 1);
    if (moved) {
      ids.splice(index + by, 0, moved);
      order.mutate(ids, { onError: (error) => notify('bad', asApiError(error).message) });
    }
  };
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      <div>
        <WriteButton variant="primary" onClick={() => setDoing({ what: 'create' })}>
          {t('create')}
        </WriteButton>
      </div>
      {regions.error && !regions.data ? <LoadError error={regions.error} onRetry={() => void regions.refetch()} /> : null}
      {regions.data?.length === 0 ? <EmptyState icon={MapIcon} title={t('emptyTitle')} /> : null}
      {all.length > 0 || !(regions.data || regions.error) ? (
        <Table stacks label={t('title')}>
          <HeaderRow>
            {COLUMNS.map((column) => (
              <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {regions.data ? null : <SkeletonRows columns={COLUMNS.length} lines={2} />}
            {all.map((region, index) => (
              <RegionRow
                key={region.id}
                region={region}
                canMoveUp={index > 0 && !order.isPending}
                canMoveDown={index < all.length - 1 && !order.isPending}
                onMove={(by) => move(index, by)}
                onDo={(what) => setDoing({ what, region })}
              />
            ))}
          </TableBody>
        </Table>
      ) : null}
      {doing && doing.what !== 'retire' ? (
        <RegionDialog
          region={doing.what === 'edit' ? doing.region : undefined}
          onClose={close}
          onSaved={(region) => {
            notify('good', t('saved', { name: region.name }));
            close();
          }}
        />
      ) : null}
      {doing?.what === 'retire' ? (
        <RetireDialog region={doing.region} onClose={close} onRetired={() => notify('good', t('retired', { name: doing.region.name }))} />
      ) : null}
    </>
  );
}

interface RegionRowProps {
  region: RegionView;
  canMoveUp: boolean;
  canMoveDown: boolean;
  onMove: (by: -1 | 1) => void;
  onDo: (what: 'edit' | 'retire') => void;
}

function RegionRow({ region, canMoveUp, canMoveDown, onMove, onDo }: RegionRowProps) {
  const t = useTranslations('regions');
  const { id, name } = region;
  const guard = useRoleGuard('region-admin', { regionId: id });
  return (
    <Row>
      <Cell className="max-w-64 min-w-40">
        <Truncated text={name} className="font-medium" />
        <span className="flex items-center gap-1">
          <Mono className="text-muted">{id}</Mono>
          <CopyButton text={id} label={t('copyId')} />
        </span>
      </Cell>
      <Cell label={t('column.zones')}>
        {region.zones.length === 0 ? (
          <span className="text-muted">{t('noZones')}</span>
        ) : (
          <ShortList
            items={region.zones}
            keyOf={(zone) => zone.id}
            allLabel={t('showAll', { count: region.zones.length })}
            fewerLabel={t('showFewer')}
          >
            {(zone) => <Truncated text={zone.name} className="max-w-48" />}
          </ShortList>
        )}
      </Cell>
      <Cell label={t('column.addressPools')}>
        {region.addressPools.length === 0 ? (
          <StatusIndicator tone="warn">{t('noPools')}</StatusIndicator>
        ) : (
          <ShortList
            items={region.addressPools}
            keyOf={(cidr) => cidr}
            allLabel={t('showAll', { count: region.addressPools.length })}
            fewerLabel={t('showFewer')}
          >
            {(cidr) => <Mono>{cidr}</Mono>}
          </ShortList>
        )}
      </Cell>
      <Cell label={t('column.sourceNat')}>{t(region.sourceNat ? 'on' : 'off')}</Cell>
      <Cell label={t('column.contents')} className="tabular-nums">
        {t('contents', { instances: region.instanceCount, servers: region.serverCount, lists: region.accessControlListCount })}
      </Cell>
      <Cell label={t('column.nodes')} className="whitespace-nowrap">
        <RegionNodes region={region} />
      </Cell>
      <Cell label={t('column.order')} className="whitespace-nowrap">
        <WriteIconButton label={t('moveUp', { name })} disabled={!canMoveUp} className="disabled:opacity-40" onClick={() => onMove(-1)}>
          <ChevronUp size={15} aria-hidden />
        </WriteIconButton>
        <WriteIconButton label={t('moveDown', { name })} disabled={!canMoveDown} className="disabled:opacity-40" onClick={() => onMove(1)}>
          <ChevronDown size={15} aria-hidden />
        </WriteIconButton>
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        <span className="row-actions flex gap-3">
          <WriteButton guard={guard} variant="link" onClick={() => onDo('edit')}>
            {t('edit')}
          </WriteButton>
          <WriteButton variant="link" onClick={() => onDo('retire')}>
            {t('retire')}
          </WriteButton>
        </span>
      </Cell>
    </Row>
  );
}

function RegionNodes({ region }: { region: RegionView }) {
  const t = useTranslations('regions');
  const alive = region.nodes.filter((node) => node.alive).length;
  return alive > 0 ? (
    <StatusIndicator tone="good">{t('nodesAlive', { count: alive })}</StatusIndicator>
  ) : (
    <StatusIndicator tone={region.nodes.length > 0 ? 'bad' : 'off'}>{t('noNodes')}</StatusIndicator>
  );
}
