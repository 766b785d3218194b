'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useRouter } from 'next/navigation';
import { FormProvider, useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { useIdempotencyKey } from '#components/api/idempotency-key.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { WriteButton } from '#components/session/write-guard.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Card, PageHeader } from '#components/ui/surface.tsx';
import type { RegionView } from '#domain/view.ts';
import { createLoadBalancer } from './actions.ts';
import { AddressFields } from './create-instance/address-fields.tsx';
import { CapacityFields } from './create-instance/capacity-fields.tsx';
import { CREATE_INSTANCE_FIELDS, CreateInstanceInput, type CreateInstanceValues } from './create-instance/input.ts';
import { PlaceFields } from './create-instance/place-fields.tsx';
import { ProtectionFields } from './create-instance/protection-fields.tsx';

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

/** console 3. */
function CreateInstanceForm({ region }: { region: RegionView }) {
  const t = useTranslations('createInstance');
  const tCommon = useTranslations('common');
  const router = useRouter();
  const notify = useNotify();
  const idempotencyKey = useIdempotencyKey();
  const form = useForm<CreateInstanceValues, unknown, CreateInstanceInput>({
    resolver: standardSchemaResolver(CreateInstanceInput),
    mode: 'onTouched',
    defaultValues: {
      regionId: region.id,
      addressType: 'intranet',
      ipVersion: 'ipv4',
      primaryZoneId: region.zones[0]?.id ?? null,
      backupZoneId: null,
      specification: null,
      bandwidthMbps: null,
      deletionProtection: false,
      modificationProtection: { status: 'NonProtection', reason: null },
    },
  });
  const listHref = `/${region.id}/instances`;
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: CREATE_INSTANCE_FIELDS,
    submit: (values) => createLoadBalancer(values, idempotencyKey),
    onDone: (instance) => {
      notify('good', t('created', { name: instance.name, address: instance.address }));
      router.push(listHref);
    },
  });
  return (
    <FormProvider {...form}>
      <form onSubmit={onSubmit} noValidate className="grid max-w-3xl gap-4">
        <Card title={t('placeTitle')}>
          <PlaceFields region={region} />
        </Card>
        <Card title={t('addressTitle')}>
          <AddressFields region={region} />
        </Card>
        <Card title={t('capacityTitle')}>
          <CapacityFields />
        </Card>
        <Card title={t('protectionTitle')}>
          <ProtectionFields />
        </Card>
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
        <div className="flex gap-2">
          <WriteButton type="submit" variant="primary" busy={isBusy}>
            {t('submit')}
          </WriteButton>
          <LinkButton href={listHref}>{tCommon('cancel')}</LinkButton>
        </div>
      </form>
    </FormProvider>
  );
}
