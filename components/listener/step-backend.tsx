'use client';

import { useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { GroupForm } from '#components/active-standby-group/group-form.tsx';
import { useGroups } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, Radio, Select } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { Endpoint } from '#components/ui/text.tsx';
import { PAGE_SIZE_MAX } from '#domain/limits.ts';
import type { CreateListenerInput } from '#domain/listener.ts';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import type { WizardValues } from './wizard-form.ts';

/** console 6.3: an existing active/standby group, or one created in place. */
export function StepBackend({ regionId, loadBalancerId }: { regionId: string; loadBalancerId: string }) {
  const t = useTranslations('wizard');
  const tKind = useTranslations('targetKind');
  const tGroup = useTranslations('groupForm');
  const { control, formState, setValue, clearErrors, getFieldState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const chosenId = useWatch({ control, name: 'target.id' });
  const groups = useGroups(loadBalancerId, 1, PAGE_SIZE_MAX);
  const [created, setCreated] = useState<ActiveStandbyGroupView[]>([]);
  const [isCreating, setIsCreating] = useState(false);
  const listed = groups.data?.items ?? [];
  const options = [...listed, ...created.filter((group) => !listed.some((one) => one.id === group.id))];
  const chosen = options.find((group) => group.id === chosenId);
  const isGone = chosenId !== '' && groups.data !== undefined && !chosen;
  const choose = (id: string) => {
    setValue('target.id', id, { shouldDirty: true, shouldTouch: true });
    clearErrors('target');
  };
  const issue = getFieldState('target.id', formState).error;
  const error = chosenId === '' && issue ? t('chooseGroup') : issue?.message;
  return (
    <>
      <fieldset>
        <legend className="mb-1 font-medium">{t('target')}</legend>
        <Radio name="target-kind" label={tKind('active-standby-group')} checked readOnly />
      </fieldset>
      {groups.error && !groups.data ? <LoadError error={groups.error} onRetry={() => void groups.refetch()} /> : null}
      <Field label={t('group')} error={error}>
        {(field) => (
          <Select {...field} value={chosen ? chosenId : ''} onChange={(event) => choose(event.target.value)}>
            <option value="" disabled>
              {options.length === 0 ? t('noGroup') : t('chooseGroup')}
            </option>
            {options.map((group) => (
              <option key={group.id} value={group.id}>
                {group.name} ({group.id})
              </option>
            ))}
          </Select>
        )}
      </Field>
      {isGone && !error ? <Callout tone="warn">{t('groupGone')}</Callout> : null}
      <div>
        <Button onClick={() => setIsCreating(true)}>{tGroup('title')}</Button>
      </div>
      {chosen ? <GroupPreview group={chosen} /> : null}
      <Dialog open={isCreating} size="large" title={tGroup('title')} onClose={() => setIsCreating(false)}>
        <GroupForm
          regionId={regionId}
          loadBalancerId={loadBalancerId}
          onCancel={() => setIsCreating(false)}
          onCreated={(group) => {
            setCreated((all) => [...all, group]);
            choose(group.id);
            setIsCreating(false);
          }}
        />
      </Dialog>
    </>
  );
}

/** The two servers behind a group, active first. */
export function GroupPreview({ group }: { group: ActiveStandbyGroupView }) {
  const tRole = useTranslations('role');
  return (
    <ul className="grid max-w-md gap-1 rounded-md border border-line bg-surface-sunk px-3 py-2">
      {[...group.servers]
        .sort((one) => (one.role === 'active' ? -1 : 1))
        .map((server) => (
          <li key={server.memberId} className="flex gap-3">
            <span className="w-16 flex-none text-muted">{tRole(server.role)}</span>
            <span className="min-w-0 flex-1 truncate" title={server.serverName}>
              {server.serverName}
            </span>
            <Endpoint address={server.address} port={server.port} />
          </li>
        ))}
    </ul>
  );
}
