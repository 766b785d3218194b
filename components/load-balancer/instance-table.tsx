'use client';

import { useTranslations } from 'use-intl';
import type { Columns } from '#components/ui/columns.tsx';
import { Checkbox } from '#components/ui/field.tsx';
import { HeaderCell, HeaderRow, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import { INSTANCE_COLUMNS, type InstanceColumn } from './instance-columns.ts';
import { InstanceRow, type InstanceRowProps } from './instance-row.tsx';

interface InstanceTableProps {
  /** Undefined until the first answer. */
  instances: readonly LoadBalancerView[] | undefined;
  columns: Columns<InstanceColumn>;
  ticked: ReadonlySet<string>;
  onTick: (ids: ReadonlySet<string>) => void;
  actions: InstanceRowProps['actions'];
  onEditTags: (instance: LoadBalancerView) => void;
}

export function InstanceTable({ instances, columns, ticked, onTick, actions, onEditTags }: InstanceTableProps) {
  const t = useTranslations('instanceList');
  const visible = INSTANCE_COLUMNS.filter(columns.isVisible);
  const ids = instances?.map(({ id }) => id) ?? [];
  const here = ids.filter((id) => ticked.has(id));
  const tick = (some: readonly string[], isTicked: boolean) => {
    const kept = [...ticked].filter((id) => !some.includes(id));
    onTick(new Set(isTicked ? [...kept, ...some] : kept));
  };
  return (
    <Table stacks label={t('title')}>
      <HeaderRow>
        <HeaderCell className="w-px pr-0!">
          <Checkbox
            ref={(box) => {
              if (box) {
                box.indeterminate = here.length > 0 && here.length < ids.length;
              }
            }}
            aria-label={t('selectAll')}
            checked={ids.length > 0 && here.length === ids.length}
            disabled={ids.length === 0}
            onChange={(event) => tick(ids, event.target.checked)}
          />
        </HeaderCell>
        <HeaderCell>{t('column.idName')}</HeaderCell>
        {/* Which columns this browser shows is not known to the server: headers come with the rows that they are for. */}
        {(columns.isKnown ? visible : []).map((column) => (
          <HeaderCell key={column} className={column === 'healthCheck' ? 'w-16 whitespace-normal!' : undefined}>
            {t(`column.${column}`)}
          </HeaderCell>
        ))}
        {/* With the cells below it: where the rows are wider than the window, what can be done with them stays in reach. */}
        <HeaderCell className="sticky right-0 bg-inherit">{t('column.actions')}</HeaderCell>
      </HeaderRow>
      <TableBody>
        {instances ? null : <SkeletonRows columns={columns.isKnown ? visible.length + 3 : 3} lines={2} />}
        {instances?.map((instance) => (
          <InstanceRow
            key={instance.id}
            instance={instance}
            columns={columns}
            isSelected={ticked.has(instance.id)}
            onSelect={(isSelected) => tick([instance.id], isSelected)}
            actions={actions}
            onEditTags={() => onEditTags(instance)}
          />
        ))}
      </TableBody>
    </Table>
  );
}
