'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { useRegion } from '#components/shell/region-context.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { Callout, Fact, Facts } from '#components/ui/surface.tsx';
import { Mono } from '#components/ui/text.tsx';
import { IpAddress } from '#domain/field.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import { updateLoadBalancer } from './actions.ts';

const ChangeAddressInput = z.object({ address: IpAddress });

/** console 2.4: another service address of the region's pools; whoever uses the old one fails at once. */
export function ChangeAddressDialog({ instance, onClose }: { instance: LoadBalancerView; onClose: () => void }) {
  const t = useTranslations('changeAddress');
  const tCommon = useTranslations('common');
  const notify = useNotify();
  const { region } = useRegion();
  const formId = useId();
  const form = useForm({ resolver: standardSchemaResolver(ChangeAddressInput), defaultValues: { address: '' } });
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['address'],
    submit: ({ address }) => updateLoadBalancer(instance.id, { address }),
    onDone: ({ name, address }) => {
      notify('good', t('done', { name, address }));
      onClose();
    },
  });
  return (
    <Dialog
      open
      title={t('title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{tCommon('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={isBusy}>
            {tCommon('ok')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={onSubmit} noValidate className="grid gap-4">
        <Facts>
          <Fact term={t('instance')}>{instance.name}</Fact>
          <Fact term={t('present')}>
            <Mono>{instance.address}</Mono>
          </Fact>
        </Facts>
        <Field
          label={t('address')}
          hint={t.rich('hint', { pools: () => <Mono className="whitespace-normal">{region?.addressPools.join(', ')}</Mono> })}
          error={form.formState.errors.address?.message}
        >
          {(control) => (
            <TextInput {...control} className="font-mono" {...form.register('address', { setValueAs: (text: string) => text.trim() })} />
          )}
        </Field>
        <Callout tone="warn">{t('warning', { address: instance.address, connections: instance.connectionsCurrent })}</Callout>
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      </form>
    </Dialog>
  );
}
