'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import type { z } from 'zod';
import { ApiError } from '#components/api/api-error.ts';
import { applyIssues } from '#components/api/form-errors.ts';
import { inReadersLanguage } from '#components/api/readers-language.ts';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { FirstAdministrator, PASSWORD_LENGTH_MIN } from '#domain/setup.ts';
import type { Problem } from '#domain/view.ts';
import { signIn } from './auth-client.ts';
import { EntryCard } from './entry-card.tsx';

const FIELDS = ['name', 'email', 'password'] as const;

/** Creates the first administrator; the one-time link carries the token. */
export function SetupForm({ token, isOpen }: { token: string; isOpen: boolean }) {
  const t = useTranslations('setup');
  const [refusal, setRefusal] = useState<ReactNode>(null);
  const [isClosed, setIsClosed] = useState(!isOpen);
  const form = useForm<z.input<typeof FirstAdministrator>, unknown, FirstAdministrator>({
    resolver: standardSchemaResolver(FirstAdministrator),
    mode: 'onTouched',
    defaultValues: { name: '', email: '', password: '' },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (person) => {
    setRefusal(null);
    const error = await createAdministrator({ token, ...person });
    if (error === null) {
      const isSignedIn = (await signIn(person.email, person.password)).outcome === 'signed-in';
      window.location.assign(isSignedIn ? '/' : '/sign-in');
    } else if (error.code === 'SetupClosed') {
      setIsClosed(true);
    } else {
      setRefusal(error.isLost ? t('noAnswer') : applyIssues(error, FIELDS, form.setError));
    }
  });
  if (isClosed) {
    return <ClosedLink />;
  }
  return (
    <EntryCard title={t('title')}>
      <form className="grid gap-4" noValidate onSubmit={(event: SubmitEvent<HTMLFormElement>) => void submit(event)}>
        <p className="text-muted">{t('intro')}</p>
        {refusal ? (
          <Callout tone="bad" role="alert">
            {refusal}
          </Callout>
        ) : null}
        <Field label={t('name')} error={errors.name?.message}>
          {(control) => <TextInput {...control} autoComplete="name" autoFocus {...form.register('name')} />}
        </Field>
        <Field label={t('email')} error={errors.email?.message}>
          {(control) => <TextInput {...control} type="email" autoComplete="username" {...form.register('email')} />}
        </Field>
        <Field label={t('password')} hint={t('passwordHint', { min: PASSWORD_LENGTH_MIN })} error={errors.password?.message}>
          {(control) => <TextInput {...control} type="password" autoComplete="new-password" {...form.register('password')} />}
        </Field>
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {t('submit')}
        </Button>
      </form>
    </EntryCard>
  );
}

function ClosedLink() {
  const t = useTranslations('setup');
  return (
    <EntryCard title={t('closedTitle')}>
      <div className="grid gap-4">
        <p>{t('closedText')}</p>
        <LinkButton href="/sign-in" variant="primary">
          {t('toSignIn')}
        </LinkButton>
      </div>
    </EntryCard>
  );
}

/** Null on success. */
async function createAdministrator(input: FirstAdministrator & { token: string }): Promise<ApiError | null> {
  try {
    const response = await fetch('/api/setup', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    if (response.ok) {
      return null;
    }
    const problem = inReadersLanguage(await response.json()) as Problem;
    return new ApiError(problem.detail, { status: response.status, problem });
  } catch (error) {
    return new ApiError('No answer from the console.', { status: 0, cause: error });
  }
}
