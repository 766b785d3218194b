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
import { Callout } from '#components/ui/surface.tsx';
import { VServerGroupForm } from '#components/vserver-group/group-form.tsx';
import type { Page } from '#domain/field.ts';
import { PAGE_SIZE_MAX } from '#domain/limits.ts';
import type { CreateListenerInput } from '#domain/listener.ts';
import { PairPreview, PoolPreview } from './target-preview.tsx';
import type { WizardValues } from './wizard-form.ts';

interface OfInstance {
  regionId: string;
  loadBalancerId: string;
}

/** An existing active/standby group, or one created in place. */
export function ActiveStandbyTarget({ regionId, loadBalancerId }: OfInstance) {
  const t = useTranslations('groupForm');
  return (
    <GroupChoice
      groups={useGroups(loadBalancerId, 1, PAGE_SIZE_MAX)}
      createLabel={t('title')}
      preview={(group) => <PairPreview group={group} />}
      form={(onDone, onCancel) => <GroupForm regionId={regionId} loadBalancerId={loadBalancerId} onCancel={onCancel} onSaved={onDone} />}
    />
  );
}

/** An existing VServer group that has servers, or one created in place. */
export function VServerTarget({ regionId, loadBalancerId }: OfInstance) {
  const t = useTranslations('vserverForm');
  return (
    <GroupChoice
      groups={useVServerGroups(loadBalancerId, 1, PAGE_SIZE_MAX)}
      createLabel={t('createTitle')}
      isEmpty={(group) => group.servers.length === 0}
      preview={(group) => <PoolPreview members={group.servers} />}
      form={(onDone, onCancel) => (
        <VServerGroupForm regionId={regionId} loadBalancerId={loadBalancerId} onCancel={onCancel} onSaved={onDone} />
      )}
    />
  );
}

interface Group {
  id: string;
  name: string;
}

interface GroupChoiceProps<G extends Group> {
  groups: { data: Page<G> | undefined; error: Error | null; refetch: () => unknown };
  createLabel: string;
  /** Such a group cannot be chosen; a listener that has it may keep it. */
  isEmpty?: (group: G) => boolean;
  preview: (group: G) => ReactNode;
  form: (onDone: (group: G) => void, onCancel: () => void) => ReactNode;
}

function GroupChoice<G extends Group>({ groups, createLabel, isEmpty, preview, form }: GroupChoiceProps<G>) {
  const t = useTranslations('wizard');
  const { control, formState, setValue, clearErrors, getFieldState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const chosenId = useWatch({ control, name: 'target.id' }) ?? '';
  const [created, setCreated] = useState<G[]>([]);
  const [isCreating, setIsCreating] = useState(false);
  const listed = groups.data?.items ?? [];
  const options = [...listed, ...created.filter((group) => !listed.some((one) => one.id === group.id))];
  const chosen = options.find((group) => group.id === chosenId);
  const isGone = chosenId !== '' && groups.data !== undefined && groups.data.totalCount <= PAGE_SIZE_MAX && !chosen;
  const choose = (id: string) => {
    setValue('target.id', id, { shouldDirty: true, shouldTouch: true });
    clearErrors('target');
  };
  const issue = getFieldState('target.id', formState).error;
  const error = chosenId === '' && issue ? t('chooseGroup') : issue?.message;
  return (
    <>
      {groups.error && !groups.data ? <LoadError error={groups.error} onRetry={() => void groups.refetch()} /> : null}
      <Field label={t('group')} error={error}>
        {(field) => (
          <Select {...field} value={chosen ? chosenId : ''} onChange={(event) => choose(event.target.value)}>
            <option value="" disabled>
              {options.length === 0 ? t('noGroup') : t('chooseGroup')}
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
