'use client';

import { type ReactNode, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { GroupForm } from '#components/active-standby-group/group-form.tsx';
import { useGroups, useVServerGroups } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, Select } from '#components/ui/field.tsx';
import { SearchInput } from '#components/ui/search-input.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { VServerGroupForm } from '#components/vserver-group/group-form.tsx';
import type { Page } from '#domain/field.ts';
import { PAGE_SIZE_MAX } from '#domain/limits.ts';
import type { CreateListenerInput } from '#domain/listener.ts';
import { PairPreview, PoolPreview } from './target-preview.tsx';
import { type KnownGroup, useKnownGroup, useKnownVServerGroup } from './use-known-group.ts';
import type { WizardValues } from './wizard-form.ts';

interface OfInstance {
  regionId: string;
  loadBalancerId: string;
}

/** An existing active/standby group, or one created in place. */
export function ActiveStandbyTarget({ regionId, loadBalancerId }: OfInstance) {
  const t = useTranslations('groupForm');
  const [search, setSearch] = useState('');
  return (
    <GroupChoice
      groups={useGroups(loadBalancerId, 1, PAGE_SIZE_MAX, search)}
      known={useKnownGroup(loadBalancerId, useChosenId())}
      search={search}
      onSearch={setSearch}
      createLabel={t('title')}
      preview={(group) => <PairPreview group={group} />}
      form={(onDone, onCancel) => <GroupForm regionId={regionId} loadBalancerId={loadBalancerId} onCancel={onCancel} onSaved={onDone} />}
    />
  );
}

/** An existing VServer group that has servers, or one created in place. */
export function VServerTarget({ regionId, loadBalancerId }: OfInstance) {
  const t = useTranslations('vserverForm');
  const [search, setSearch] = useState('');
  return (
    <GroupChoice
      groups={useVServerGroups(loadBalancerId, 1, PAGE_SIZE_MAX, search)}
      known={useKnownVServerGroup(loadBalancerId, useChosenId())}
      search={search}
      onSearch={setSearch}
      createLabel={t('createTitle')}
      isEmpty={(group) => group.servers.length === 0}
      preview={(group) => <PoolPreview members={group.servers} />}
      form={(onDone, onCancel) => (
        <VServerGroupForm regionId={regionId} loadBalancerId={loadBalancerId} onCancel={onCancel} onSaved={onDone} />
      )}
    />
  );
}

function useChosenId(): string {
  const { control } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  return useWatch({ control, name: 'target.id' }) ?? '';
}

/** From so many on they are looked for by name. */
const SEARCH_FROM = 10;

interface Group {
  id: string;
  name: string;
}

interface GroupChoiceProps<G extends Group> {
  groups: { data: Page<G> | undefined; error: Error | null; refetch: () => unknown };
  /** The one that is chosen, also where the list does not show it. */
  known: KnownGroup<G>;
  search: string;
  onSearch: (search: string) => void;
  createLabel: string;
  /** Such a group cannot be chosen; a listener that has it may keep it. */
  isEmpty?: (group: G) => boolean;
  preview: (group: G) => ReactNode;
  form: (onDone: (group: G) => void, onCancel: () => void) => ReactNode;
}

function GroupChoice<G extends Group>({ groups, known, search, onSearch, createLabel, isEmpty, preview, form }: GroupChoiceProps<G>) {
  const t = useTranslations('wizard');
  const tPicker = useTranslations('availableServers');
  const { formState, setValue, clearErrors, getFieldState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const chosenId = useChosenId();
  const [created, setCreated] = useState<G[]>([]);
  const [isCreating, setIsCreating] = useState(false);
  const listed = groups.data?.items ?? [];
  const chosen = known.group ?? created.find((group) => group.id === chosenId);
  const isGone = known.isGone && !chosen;
  const others = chosen && !listed.some((one) => one.id === chosen.id) ? [chosen] : [];
  const options = [...others, ...listed];
  const total = groups.data?.totalCount ?? 0;
  const choose = (id: string) => {
    setValue('target.id', id, { shouldDirty: true, shouldTouch: true });
    clearErrors('target');
  };
  const issue = getFieldState('target.id', formState).error;
  const error = chosenId === '' && issue ? t('chooseGroup') : issue?.message;
  return (
    <>
      {groups.error && !groups.data ? <LoadError error={groups.error} onRetry={() => void groups.refetch()} /> : null}
      {total > SEARCH_FROM || search !== '' ? <SearchInput label={t('searchGroups')} value={search} onChange={onSearch} /> : null}
      <Field
        label={t('group')}
        error={error}
        hint={
          total > PAGE_SIZE_MAX
            ? tPicker('onlyFirst', { count: PAGE_SIZE_MAX })
            : search === ''
              ? undefined
              : t('groupsFound', { count: total })
        }
      >
        {(field) => (
          <Select {...field} value={chosen ? chosenId : ''} onChange={(event) => choose(event.target.value)}>
            <option value="" disabled>
              {options.length === 0 && search === '' ? t('noGroup') : t('chooseGroup')}
            </option>
            {options.map((group) => (
              <option key={group.id} value={group.id} disabled={group.id !== chosenId && (isEmpty?.(group) ?? false)}>
                {isEmpty?.(group) ? t('emptyGroup', { name: group.name, id: group.id }) : `${group.name} (${group.id})`}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {isGone && !error ? <Callout tone="warn">{t('groupGone')}</Callout> : null}
      <div>
        <Button onClick={() => setIsCreating(true)}>{createLabel}</Button>
      </div>
      {chosen ? preview(chosen) : null}
      <Dialog open={isCreating} size="large" title={createLabel} onClose={() => setIsCreating(false)}>
        {form(
          (group) => {
            setCreated((all) => [...all, group]);
            choose(group.id);
            setIsCreating(false);
          },
          () => setIsCreating(false),
        )}
      </Dialog>
    </>
  );
}
