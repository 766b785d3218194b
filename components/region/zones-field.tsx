'use client';

import { Plus, Trash2 } from 'lucide-react';
import { useFieldArray } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from '#components/ui/button.tsx';
import { FieldError, TextInput } from '#components/ui/field.tsx';
import type { RegionForm } from './region-dialog.tsx';

/** A zone's id is for good; a new row takes one. */
export function ZonesField({ form }: { form: RegionForm }) {
  const t = useTranslations('regions');
  const zones = useFieldArray({ control: form.control, name: 'zones', keyName: 'key' });
  const { errors, defaultValues } = form.formState;
  const known = new Set(defaultValues?.zones?.map((zone) => zone?.id));
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">{t('zones')}</legend>
      {zones.fields.map((zone, index) => {
        const issue = errors.zones?.[index];
        const position = index + 1;
        return (
          <div key={zone.key} className="grid gap-1">
            <div className="flex items-center gap-2">
              <TextInput
                aria-label={t('zoneId', { position })}
                aria-invalid={issue?.id ? true : undefined}
                className="max-w-44 font-mono"
                placeholder={t('zoneIdPlaceholder')}
                readOnly={known.has(zone.id)}
                {...form.register(`zones.${index}.id`)}
              />
              <TextInput
                aria-label={t('zoneName', { position })}
                aria-invalid={issue?.name ? true : undefined}
                placeholder={t('zoneNamePlaceholder')}
                {...form.register(`zones.${index}.name`)}
              />
              <IconButton label={t('removeZone', { position })} onClick={() => zones.remove(index)}>
                <Trash2 size={14} aria-hidden />
              </IconButton>
            </div>
            <FieldError message={issue?.id?.message ?? issue?.name?.message} />
          </div>
        );
      })}
      <FieldError message={errors.zones?.message ?? errors.zones?.root?.message} />
      <div>
        <Button variant="quiet" onClick={() => zones.append({ id: '', name: '' })}>
          <Plus size={14} aria-hidden />
          {t('addZone')}
        </Button>
      </div>
    </fieldset>
  );
}
