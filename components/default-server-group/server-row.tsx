'use client';

import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { useDefaultServersVersion } from '#components/api/queries.ts';
import { messageUnlessTaken } from '#components/conflict/conflict-guard.tsx';
import { ServerState } from '#components/server/server-state.tsx';
import { MemberVerdicts, type UserOfGroup } from '#components/server-group/member-verdicts.tsx';
import { WriteButton } from '#components/session/write-guard.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { Checkbox } from '#components/ui/field.tsx';
import { InlineEdit } from '#components/ui/inline-edit.tsx';
import { numberOrText } from '#components/ui/number-text.ts';
import { Cell, Row } from '#components/ui/table.tsx';
import { Mono, Truncated } from '#components/ui/text.tsx';
import { splitCode } from '#domain/error-code.ts';
import { Weight } from '#domain/server-group.ts';
import type { DefaultServerView } from '#domain/view.ts';
import { useSetWeights } from './use-set-weights.ts';

interface DefaultServerRowProps {
  loadBalancerId: string;
  server: DefaultServerView;
  /** Those of the group; absent while they are not known. */
  listeners: UserOfGroup[] | undefined;
  isTicked: boolean;
  onTick: () => void;
  onRemove: () => void;
}

export function DefaultServerRow({ loadBalancerId, server, listeners, isTicked, onTick, onRemove }: DefaultServerRowProps) {
  const t = useTranslations('defaultGroup');
  const id = useId();
  return (
    <Row className={classNames(isTicked && 'bg-surface-selected!')}>
      <Cell className="max-w-64 min-w-44">
        <span className="flex items-start gap-3">
          <Checkbox id={id} className="mt-0.5" checked={isTicked} onChange={onTick} />
          <label htmlFor={id} className="min-w-0">
            <Truncated text={server.serverName} className="font-medium" />
            <Mono className="block text-muted">{server.serverId}</Mono>
          </label>
        </span>
      </Cell>
      <Cell label={t('column.zone')} className="whitespace-nowrap">
        {server.zoneName ?? '–'}
      </Cell>
      <Cell label={t('column.address')}>
        <Mono>{server.address}</Mono>
      </Cell>
      <Cell label={t('column.state')} className="whitespace-nowrap">
        <ServerState status={server.status} />
      </Cell>
      <Cell label={t('column.health')} className="min-w-52">
        {listeners ? <MemberVerdicts listeners={listeners} memberId={server.memberId} /> : null}
      </Cell>
      <Cell label={t('column.weight')} className="min-w-36">
        <ServerWeight loadBalancerId={loadBalancerId} server={server} />
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        <span className="row-actions flex gap-3">
          <WriteButton variant="link" onClick={onRemove}>
            {t('remove')}
          </WriteButton>
        </span>
      </Cell>
    </Row>
  );
}

/** console 7.2: hover the value, pencil, 0-100, OK. */
function ServerWeight({ loadBalancerId, server }: { loadBalancerId: string; server: DefaultServerView }) {
  const t = useTranslations('defaultGroup');
  const { data: version } = useDefaultServersVersion(loadBalancerId);
  const setWeights = useSetWeights(loadBalancerId);
  const save = async (text: string, begunAt: number) => {
    const parsed = Weight.safeParse(numberOrText(text));
    if (!parsed.success) {
      return splitCode(parsed.error.issues[0]?.message ?? '').sentence;
    }
    const changed = [{ serverId: server.serverId, weight: parsed.data }];
    return setWeights.mutateAsync({ changed, version: begunAt }).then(() => undefined, messageUnlessTaken);
  };
  return (
    <div>
      <InlineEdit
        value={server.weight.toString()}
        version={version}
        label={t('weightOf', { name: server.serverName })}
        editLabel={t('editWeightOf', { name: server.serverName })}
        save={save}
        inputMode="numeric"
        inputClassName="max-w-18 tabular-nums"
      >
        <span className="tabular-nums">{server.weight}</span>
      </InlineEdit>
      {server.weight === 0 ? <div className="text-[12.5px] leading-[18px] text-muted">{t('noNewTraffic')}</div> : null}
    </div>
  );
}
