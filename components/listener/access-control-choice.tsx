'use client';

import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { useAccessControlLists } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Checkbox, FieldError, Radio } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { Mono, Truncated } from '#components/ui/text.tsx';
import { type AccessControl, AccessControlMode } from '#domain/access-control.ts';
import { ACCESS_CONTROL_LISTS_PER_LISTENER_MAX, PAGE_SIZE_MAX } from '#domain/limits.ts';
import type { IpVersion } from '#domain/network.ts';
import type { AccessControlListSummary } from '#domain/view.ts';

/** Where the lists come from: those of the other IP version are not offered (data-plane 10.1). */
export interface ListsOf {
  regionId: string;
  ipVersion: IpVersion;
}

/** All lists there can be; `isEmpty`: those chosen have no entry between them, which lets everybody pass (data-plane 10.2). */
export function useChosenLists(of: ListsOf, listIds: string[]) {
  const lists = useAccessControlLists({ regionId: of.regionId, ipVersion: of.ipVersion, pageSize: PAGE_SIZE_MAX });
  const chosen = lists.data?.items.filter((list) => listIds.includes(list.id)) ?? [];
  return { lists, chosen, isEmpty: chosen.length > 0 && chosen.every((list) => list.entryCount === 0) };
}

interface AccessControlChoiceProps extends ListsOf {
  value: AccessControl;
  issue: string | undefined;
  onChange: (value: AccessControl) => void;
}

/** Access Control Method and up to three lists (console 6.1, 10.3). */
export function AccessControlChoice({ regionId, ipVersion, value, issue, onChange }: AccessControlChoiceProps) {
  const t = useTranslations('setAccessControl');
  const { mode, listIds } = value;
  const { lists, isEmpty } = useChosenLists({ regionId, ipVersion }, listIds);
  const toggle = (id: string) => onChange({ mode, listIds: listIds.includes(id) ? listIds.filter((one) => one !== id) : [...listIds, id] });
  return (
    <>
      <Modes mode={mode} onChange={(next) => onChange({ mode: next, listIds })} />
      <fieldset className="grid gap-2">
        <legend className="mb-1 font-medium">{t('lists')}</legend>
        <p className="text-[12.5px] text-muted">{t('listsHint', { max: ACCESS_CONTROL_LISTS_PER_LISTENER_MAX })}</p>
        {lists.error && !lists.data ? <LoadError error={lists.error} onRetry={() => void lists.refetch()} /> : null}
        {lists.data?.items.map((list) => (
          <ListChoice
            key={list.id}
            list={list}
            isChosen={listIds.includes(list.id)}
            isFull={listIds.length >= ACCESS_CONTROL_LISTS_PER_LISTENER_MAX}
            onToggle={() => toggle(list.id)}
          />
        ))}
        {lists.data?.totalCount === 0 ? (
          <p>
            {t('noList', { version: ipVersion === 'ipv4' ? 'IPv4' : 'IPv6' })}{' '}
            <LinkButton variant="link" href={`/${regionId}/access-control?create=1`}>
              {t('createList')}
            </LinkButton>
          </p>
        ) : null}
        <FieldError message={issue} />
      </fieldset>
      {isEmpty ? <Callout tone={mode === 'whitelist' ? 'bad' : 'warn'}>{t(`empty.${mode}`)}</Callout> : null}
    </>
  );
}

function Modes({ mode, onChange }: { mode: AccessControlMode; onChange: (mode: AccessControlMode) => void }) {
  const t = useTranslations('setAccessControl');
  const tMode = useTranslations('accessControlMode');
  const name = useId();
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 font-medium">{t('method')}</legend>
      {AccessControlMode.options.map((option) => (
        <div key={option}>
          <Radio name={name} label={tMode(option)} checked={option === mode} onChange={() => onChange(option)} />
          <p className="pl-6 text-[12.5px] text-muted">{t(`methodHint.${option}`)}</p>
        </div>
      ))}
    </fieldset>
  );
}

interface ListChoiceProps {
  list: AccessControlListSummary;
  isChosen: boolean;
  isFull: boolean;
  onToggle: () => void;
}

function ListChoice({ list, isChosen, isFull, onToggle }: ListChoiceProps) {
  const t = useTranslations('setAccessControl');
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <Checkbox id={id} className="mt-0.5" checked={isChosen} disabled={isFull && !isChosen} onChange={onToggle} />
      <label htmlFor={id} className="min-w-0">
        <Truncated text={list.name} className="font-medium" />{' '}
        <span className="text-muted">
          <Mono>{list.id}</Mono> · {t('entryCount', { count: list.entryCount })}
        </span>
      </label>
    </div>
  );
}
