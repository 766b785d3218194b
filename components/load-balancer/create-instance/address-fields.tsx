'use client';

import { useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { Field, FieldError, Radio, TextInput } from '#components/ui/field.tsx';
import { Mono } from '#components/ui/text.tsx';
import type { RegionView } from '#domain/view.ts';
import { emptyToUndefined, useCreateInstance } from './input.ts';

const ADDRESS_TYPES = ['internet', 'intranet'] as const;
const IP_VERSIONS = ['ipv4', 'ipv6'] as const;

/** Kind, version and, where it matters, the service address itself. */
export function AddressFields({ region }: { region: RegionView }) {
  const t = useTranslations('createInstance');
  const tInstance = useTranslations('instance');
  const form = useCreateInstance();
  const { errors } = form.formState;
  const isIpv6 = useWatch({ control: form.control, name: 'ipVersion' }) === 'ipv6';
  const pools = region.addressPools.filter((cidr) => cidr.includes(':') === isIpv6);
  return (
    <div className="grid gap-4">
      <fieldset className="grid gap-1.5">
        <legend className="mb-1 font-medium">{t('type')}</legend>
        {ADDRESS_TYPES.map((type) => (
          <Radio key={type} label={tInstance(`type.${type}`)} value={type} {...form.register('addressType')} />
        ))}
        <div className="text-[12.5px] text-muted">{t('typeHint')}</div>
      </fieldset>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1 font-medium">{tInstance('ipVersionLabel')}</legend>
        {IP_VERSIONS.map((version) => (
          <Radio key={version} label={tInstance(`ipVersion.${version}`)} value={version} {...form.register('ipVersion')} />
        ))}
        <div className="text-[12.5px] text-muted">{t('ipVersionHint')}</div>
        <FieldError message={errors.ipVersion?.message} />
      </fieldset>
      <Field
        label={t('address')}
        hint={
          pools.length === 0
            ? t('noPool')
            : t.rich('addressHint', { pools: () => <Mono className="whitespace-normal">{pools.join(', ')}</Mono> })
        }
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
  );
}
