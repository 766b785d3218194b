'use client';

import { useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { Field, Select, TextInput } from '#components/ui/field.tsx';
import { Fact, Facts } from '#components/ui/surface.tsx';
import { Mono } from '#components/ui/text.tsx';
import type { RegionView } from '#domain/view.ts';
import { emptyToNull, emptyToUndefined, useCreateInstance } from './input.ts';

/** Region, zones and name. A backup zone is offered where the region has one to spare. */
export function PlaceFields({ region }: { region: RegionView }) {
  const t = useTranslations('createInstance');
  const form = useCreateInstance();
  const { errors } = form.formState;
  const primaryZoneId = useWatch({ control: form.control, name: 'primaryZoneId' });
  const isMultiZone = region.zones.length > 1;
  const primary = form.register('primaryZoneId', {
    setValueAs: emptyToNull,
    onChange: (event: { target: { value: string } }) => {
      if (event.target.value === form.getValues('backupZoneId')) {
        form.setValue('backupZoneId', null);
      }
    },
  });
  return (
    <div className="grid gap-4">
      <Facts>
        <Fact term={t('region')}>
          {region.name} <Mono className="text-muted">{region.id}</Mono>
        </Fact>
        <Fact term={t('zoneType')}>{t(isMultiZone ? 'multiZone' : 'singleZone')}</Fact>
      </Facts>
      <Field label={t('primaryZone')} hint={t('primaryZoneHint')} error={errors.primaryZoneId?.message}>
        {(control) => (
          <Select {...control} {...primary}>
            {region.zones.length === 0 ? <option value="">{t('noZone')}</option> : null}
            {region.zones.map((zone) => (
              <option key={zone.id} value={zone.id}>
                {zone.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {isMultiZone ? (
        <Field label={t('backupZone')} hint={t('backupZoneHint')} error={errors.backupZoneId?.message}>
          {(control) => (
            <Select {...control} {...form.register('backupZoneId', { setValueAs: emptyToNull })}>
              <option value="">{t('noBackupZone')}</option>
              {region.zones
                .filter((zone) => zone.id !== primaryZoneId)
                .map((zone) => (
                  <option key={zone.id} value={zone.id}>
                    {zone.name}
                  </option>
                ))}
            </Select>
          )}
        </Field>
      ) : null}
      <Field label={t('name')} hint={t('nameHint')} error={errors.name?.message}>
        {(control) => <TextInput {...control} {...form.register('name', { setValueAs: emptyToUndefined })} />}
      </Field>
    </div>
  );
}
