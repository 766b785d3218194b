'use client';

import { useRef } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { Switch } from '#components/ui/field.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Fact } from '#components/ui/surface.tsx';
import { Truncated } from '#components/ui/text.tsx';
import type { AccessControl } from '#domain/access-control.ts';
import type { CreateListenerInput } from '#domain/listener.ts';
import { AccessControlChoice, type ListsOf, useChosenLists } from './access-control-choice.tsx';
import type { WizardValues } from './wizard-form.ts';

const INITIAL: AccessControl = { mode: 'whitelist', listIds: [] };

/** Enable Access Control of the wizard (console 6.1). What was chosen comes back when it is switched on again. */
export function AccessControlField({ lists }: { lists: ListsOf }) {
  const t = useTranslations('setAccessControl');
  const { control, setValue, formState, clearErrors } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const value = useWatch({ control, name: 'accessControl' }) ?? null;
  const left = useRef(INITIAL);
  const set = (next: AccessControl | null) => {
    left.current = next ?? value ?? left.current;
    setValue('accessControl', next, { shouldDirty: true, shouldTouch: true });
    clearErrors('accessControl');
  };
  const issue = formState.errors.accessControl?.listIds;
  return (
    <div className="grid gap-2">
      <Switch
        label={t('enable')}
        hint={t('enableHint')}
        checked={value !== null}
        onChange={(event) => set(event.target.checked ? left.current : null)}
      />
      {value ? (
        <div className="grid gap-3 pl-[44px]">
          <AccessControlChoice
            regionId={lists.regionId}
            ipVersion={lists.ipVersion}
            value={value}
            issue={issue?.message ?? issue?.find?.((one) => one)?.message}
            onChange={set}
          />
        </div>
      ) : null}
    </div>
  );
}

/** The choice as a read-only fact, with a warning when it lets everybody pass. */
export function AccessControlFact({ lists, value }: { lists: ListsOf; value: AccessControl | null | undefined }) {
  const t = useTranslations('listeners');
  const tMode = useTranslations('accessControlMode');
  const tCommon = useTranslations('common');
  const { chosen, isEmpty } = useChosenLists(lists, value?.listIds ?? []);
  return (
    <Fact term={t('column.accessControl')}>
      {value ? (
        <>
          {tMode(value.mode)}: <Truncated text={chosen.map((list) => list.name).join(', ')} className="max-w-56" />
          {isEmpty ? <StatusIndicator tone={value.mode === 'whitelist' ? 'bad' : 'warn'}>{t('accessControlEmpty')}</StatusIndicator> : null}
        </>
      ) : (
        tCommon('off')
      )}
    </Fact>
  );
}
