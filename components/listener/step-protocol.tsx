'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { classNames } from '#components/ui/class-names.ts';
import { Field, NumberInput, TextInput } from '#components/ui/field.tsx';
import { numberOrText } from '#components/ui/number-text.ts';
import { Fact, Facts } from '#components/ui/surface.tsx';
import { Mono } from '#components/ui/text.tsx';
import { type CreateListenerInput, defaultListenerName, ListenerProtocol } from '#domain/listener.ts';
import { SCHEDULER_DEFAULT } from '#domain/scheduling.ts';
import type { ListsOf } from './access-control-choice.tsx';
import { ProtocolAdvanced } from './protocol-advanced.tsx';
import { valuesForProtocol, type WizardValues } from './wizard-form.ts';

/** console 6.1. Protocol and port of an existing listener are fixed (5.2). */
export function StepProtocol({ lists, isExisting }: { lists: ListsOf; isExisting: boolean }) {
  const t = useTranslations('wizard');
  const { register, control, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const [protocol, port] = useWatch({ control, name: ['protocol', 'port'] });
  const { errors } = formState;
  const defaultName = Number.isInteger(port) ? defaultListenerName({ protocol, port }) : null;
  let nameHint = defaultName ? t('nameHintDefault', { name: defaultName }) : t('nameHint');
  if (isExisting) {
    nameHint = t('nameHintExisting');
  }
  return (
    <>
      {isExisting ? <FixedProtocol protocol={protocol} port={port} /> : <ProtocolChoice />}
      <div>
        <div className="font-medium">{t('backendProtocol')}</div>
        <div>{protocol.toUpperCase()}</div>
      </div>
      {isExisting ? null : (
        <Field label={t('port')} hint={protocol === 'udp' ? t('portHintUdp') : t('portHint')} error={errors.port?.message}>
          {(field) => <NumberInput {...field} placeholder="1-65535" {...register('port', { setValueAs: numberOrText })} />}
        </Field>
      )}
      <Field label={t('name')} hint={nameHint} error={errors.name?.message}>
        {(field) => (
          <TextInput {...field} {...register('name', { setValueAs: (text: string | undefined) => (text?.trim() ? text : undefined) })} />
        )}
      </Field>
      <ProtocolAdvanced lists={lists} isExisting={isExisting} />
    </>
  );
}

function FixedProtocol({ protocol, port }: { protocol: string; port: number }) {
  const t = useTranslations('wizard');
  return (
    <Facts>
      <Fact term={t('protocol')}>{protocol.toUpperCase()}</Fact>
      <Fact term={t('port')}>
        <Mono>{port}</Mono>
      </Fact>
    </Facts>
  );
}

function ProtocolChoice() {
  const t = useTranslations('wizard');
  const { register, control, setValue, getValues } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const chosen = useWatch({ control, name: 'protocol' });
  // One field, several radios: its handler is registered once and asks the event which of them it was.
  const choice = register('protocol', {
    onChange: (event: { target: { value: string } }) => {
      const values = valuesForProtocol(ListenerProtocol.parse(event.target.value), getValues('scheduler') ?? SCHEDULER_DEFAULT);
      setValue('healthCheck', values.healthCheck);
      setValue('scheduler', values.scheduler);
    },
  });
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t('protocol')}</legend>
      <div className="inline-flex overflow-hidden rounded-[5px] border border-line-strong has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus">
        {ListenerProtocol.options.map((protocol) => (
          <label
            key={protocol}
            className={classNames(
              'flex h-8 items-center px-5 font-medium not-first:border-l not-first:border-line-strong',
              protocol === chosen ? 'bg-accent text-on-accent' : 'bg-surface hover:bg-surface-hover',
            )}
          >
            <input type="radio" value={protocol} className="sr-only" {...choice} />
            {protocol.toUpperCase()}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
