'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import type { z } from 'zod';
import { useIdempotencyKey } from '#components/api/idempotency-key.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Field, Radio, Select, TextInput } from '#components/ui/field.tsx';
import { Card, PageHeader } from '#components/ui/surface.tsx';
import { Mono } from '#components/ui/text.tsx';
import { CreateLoadBalancerInput } from '#domain/load-balancer.ts';
import type { RegionView } from '#domain/view.ts';
import { createLoadBalancer } from './actions.ts';

const FIELDS = ['name', 'address', 'addressType', 'primaryZoneId'] as const;
const ADDRESS_TYPES = ['internet', 'intranet'] as const;
const emptyToUndefined = (text: string | undefined) => text?.trim() || undefined;

export function CreateInstancePage() {
  const t = useTranslations('createInstance');
  const tList = useTranslations('instanceList');
  const { regionId, region } = useRegion();
  return (
    <>
      <Breadcrumbs crumbs={[{ label: tList('title'), href: `/${regionId}/instances` }, { label: t('title') }]} />
      <PageHeader title={t('title')} />
      {region ? <CreateInstanceForm region={region} /> : null}
    </>
  );
}

function CreateInstanceForm({ region }: { region: RegionView }) {
  const t = useTranslations('createInstance');
  const tCommon = useTranslations('common');
  const tInstance = useTranslations('instance');
  const router = useRouter();
  const notify = useNotify();
  const idempotencyKey = useIdempotencyKey();
  const form = useForm<z.input<typeof CreateLoadBalancerInput>, unknown, CreateLoadBalancerInput>({
    resolver: standardSchemaResolver(CreateLoadBalancerInput),
    mode: 'onTouched',
    defaultValues: { regionId: region.id, addressType: 'intranet', primaryZoneId: region.zones[0]?.id ?? null },
  });
  const listHref = `/${region.id}/instances`;
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: FIELDS,
    submit: (values) => createLoadBalancer(values, idempotencyKey),
    onDone: (instance) => {
      notify('good', t('created', { name: instance.name, address: instance.address }));
      router.push(listHref);
    },
  });
  const { errors } = form.formState;
  return (
    <form onSubmit={onSubmit} noValidate className="grid max-w-3xl gap-4">
      <Card>
        <div className="grid gap-5">
          <div>
            <div className="font-medium">{t('region')}</div>
            <div>
              {region.name} <Mono className="text-muted">{region.id}</Mono>
            </div>
          </div>
          <Field label={t('primaryZone')} hint={t('primaryZoneHint')} error={errors.primaryZoneId?.message}>
            {(control) => (
              <Select {...control} {...form.register('primaryZoneId', { setValueAs: (id: string | null) => id || null })}>
                {region.zones.length === 0 ? <option value="">{t('noZone')}</option> : null}
                {region.zones.map((zone) => (
                  <option key={zone.id} value={zone.id}>
                    {zone.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t('name')} hint={t('nameHint')} error={errors.name?.message}>
            {(control) => <TextInput {...control} {...form.register('name', { setValueAs: emptyToUndefined })} />}
          </Field>
          <fieldset className="grid gap-1.5">
            <legend className="mb-1 font-medium">{t('type')}</legend>
            {ADDRESS_TYPES.map((type) => (
              <Radio key={type} label={tInstance(`type.${type}`)} value={type} {...form.register('addressType')} />
            ))}
            <div className="text-[12.5px] text-muted">{t('typeHint')}</div>
          </fieldset>
          <Field
            label={t('address')}
            hint={t.rich('addressHint', { pools: () => <Mono className="whitespace-normal">{region.addressPools.join(', ')}</Mono> })}
            error={errors.address?.message}
          >
            {(control) => (
              <TextInput
                {...control}
                className="font-mono"
                placeholder={t('addressPlaceholder')}
                {...form.register('address', { setValueAs: emptyToUndefined })}
              />
            )}
          </Field>
        </div>
      </Card>
      <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      <div className="flex gap-2">
        <Button type="submit" variant="primary" busy={isBusy}>
          {t('submit')}
        </Button>
        <LinkButton href={listHref}>{tCommon('cancel')}</LinkButton>
      </div>
    </form>
  );
}
