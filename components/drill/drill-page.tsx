'use client';

import { FileQuestion } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { WithGroup } from '#components/active-standby-group/group-pages.tsx';
import { useListenersOf } from '#components/active-standby-group/queries.ts';
import { ApiError } from '#components/api/api-error.ts';
import { asApiError } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Card, EmptyState, Fact, Facts, PageHeader } from '#components/ui/surface.tsx';
import { Time } from '#components/ui/text.tsx';
import type { ActiveStandbyGroupView, DrillView } from '#domain/view.ts';
import { stopDrill } from './actions.ts';
import { Downtime, DrillState } from './drill-state.tsx';
import { PhaseTable } from './phase-table.tsx';
import { phaseRows } from './phases.ts';
import { useDrill } from './queries.ts';
import { TrafficChart } from './traffic-chart.tsx';

interface DrillPageProps {
  instanceId: string;
  groupId: string;
  drillId: string;
}

/** A drill while it runs, and what came of it afterwards. */
export function DrillPage({ instanceId, groupId, drillId }: DrillPageProps) {
  const t = useTranslations('drill');
  return (
    <WithGroup instanceId={instanceId} groupId={groupId} crumbs={[{ label: t('title') }]}>
      {({ group, tab }) => <LoadedDrill group={group} groupHref={`${tab}/${group.id}`} drillId={drillId} />}
    </WithGroup>
  );
}

function LoadedDrill({ group, groupHref, drillId }: { group: ActiveStandbyGroupView; groupHref: string; drillId: string }) {
  const t = useTranslations('drill');
  const { data: drill, error, refetch, dataUpdatedAt } = useDrill(drillId);
  const isGone = error instanceof ApiError && error.isGone;
  if (isGone || (drill && drill.groupId !== group.id)) {
    return (
      <EmptyState icon={FileQuestion} title={t('gone')} action={<LinkButton href={groupHref}>{t('backToGroup')}</LinkButton>}>
        {t('goneText', { id: drillId })}
      </EmptyState>
    );
  }
  if (!drill) {
    return error ? <LoadError error={error} onRetry={() => void refetch()} /> : <div className="skeleton h-40" aria-hidden />;
  }
  return <DrillDetails group={group} groupHref={groupHref} drill={drill} toldAt={dataUpdatedAt} />;
}

interface DrillDetailsProps {
  group: ActiveStandbyGroupView;
  groupHref: string;
  drill: DrillView;
  /** When `drill` was told, ms. */
  toldAt: number;
}

function DrillDetails({ group, groupHref, drill, toldAt }: DrillDetailsProps) {
  const t = useTranslations('drill');
  const nodes = useRegion().region?.nodes ?? [];
  const isRunning = drill.leftMilliseconds > 0;
  // The chart of a drill that one watched stays; of one that was over before there is nothing to watch.
  const [isWatched] = useState(isRunning);
  const listeners = useListenersOf(group)?.filter(({ enabled }) => enabled) ?? [];
  const rows = phaseRows(
    drill,
    listeners.map(({ id, protocol, port, name }) => ({ listenerId: id, protocol, port, listenerName: name })),
    nodes.filter(({ alive }) => alive).map(({ id }) => id),
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        sub={group.name}
        actions={
          <>
            {isRunning ? <EndNow drill={drill} /> : null}
            <LinkButton href={groupHref}>{t('backToGroup')}</LinkButton>
          </>
        }
      />
      <Card>
        <Facts>
          <Fact term={t('state')}>
            <DrillState drill={drill} toldAt={toldAt} />
          </Fact>
          <Fact term={t('downtime')}>
            <b className="text-[15px]">
              <Downtime milliseconds={drill.downtimeMilliseconds} />
            </b>
          </Fact>
          <Fact term={t('affected')}>{t('affectedCount', { count: drill.connectionsAffected })}</Fact>
          <Fact term={t('reason')}>
            <span dir="auto">{drill.reason}</span>
          </Fact>
          <Fact term={t('startedBy')}>{drill.startedBy}</Fact>
          <Fact term={t('started')}>
            <Time at={drill.startedAt} />
          </Fact>
          <Fact term={t('duration')}>{t('downtimeSeconds', { seconds: drill.seconds })}</Fact>
        </Facts>
      </Card>
      {isWatched ? <TrafficChart group={group} /> : null}
      {rows.length > 0 ? <PhaseTable rows={rows} /> : null}
    </>
  );
}

/** Without a question: it only ends what would end by itself. */
function EndNow({ drill }: { drill: DrillView }) {
  const t = useTranslations('drill');
  const notify = useNotify();
  const stop = useWrite(() => stopDrill(drill.id));
  return (
    <Button
      variant="primary"
      busy={stop.isPending}
      onClick={() =>
        stop.mutate(undefined, {
          onSuccess: () => notify('good', t('ended')),
          onError: (error) => notify('bad', t('endFailed', { message: asApiError(error).message })),
        })
      }
    >
      {t('endNow')}
    </Button>
  );
}
