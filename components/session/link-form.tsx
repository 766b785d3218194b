'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { ApiError } from '#components/api/api-error.ts';
import { applyIssues } from '#components/api/form-errors.ts';
import { inReadersLanguage } from '#components/api/readers-language.ts';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { PASSWORD_LENGTH_MIN } from '#domain/setup.ts';
import { UseLinkInput, type UserLinkKind } from '#domain/user.ts';
import type { Problem } from '#domain/view.ts';
import { EntryCard } from './entry-card.tsx';

const Form = UseLinkInput.pick({ password: true });

interface LinkFormProps {
  token: string;
  /** Null: the link does not work. */
  link: { kind: UserLinkKind; name: string; email: string } | null;
}

/** What a one-time link leads to: choosing a password, once. Signing in comes after. */
export function LinkForm({ token, link }: LinkFormProps) {
  const [state, setState] = useState<'open' | 'closed' | 'done'>(link ? 'open' : 'closed');
  if (state === 'open' && link) {
    return <PasswordForm token={token} link={link} onEnd={setState} />;
  }
  return <Outcome outcome={state === 'done' ? 'done' : 'closed'} />;
}

interface PasswordFormProps {
  token: string;
  link: NonNullable<LinkFormProps['link']>;
  onEnd: (state: 'closed' | 'done') => void;
}

function PasswordForm({ token, link, onEnd }: PasswordFormProps) {
  const t = useTranslations('invite');
  const [refusal, setRefusal] = useState<ReactNode>(null);
  const form = useForm<{ password: string }>({
    resolver: standardSchemaResolver(Form),
    mode: 'onTouched',
    defaultValues: { password: '' },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ password }) => {
    setRefusal(null);
    const error = await completeLink({ token, password });
    if (error === null || error.code === 'LinkClosed') {
      onEnd(error === null ? 'done' : 'closed');
    } else {
      setRefusal(error.isLost ? t('noAnswer') : applyIssues(error, ['password'], form.setError));
    }
  });
  return (
    <EntryCard title={t(`title.${link.kind}`)}>
      <form className="grid gap-4" noValidate onSubmit={(event: SubmitEvent<HTMLFormElement>) => void submit(event)}>
        <p className="wrap-anywhere text-muted">{t(`intro.${link.kind}`, { name: link.name })}</p>
        {refusal ? (
          <Callout tone="bad" role="alert">
            {refusal}
          </Callout>
        ) : null}
        <Field label={t('email')}>
          {(control) => <TextInput {...control} type="email" autoComplete="username" readOnly value={link.email} />}
        </Field>
        <Field label={t('password')} hint={t('passwordHint', { min: PASSWORD_LENGTH_MIN })} error={errors.password?.message}>
          {(control) => <TextInput {...control} type="password" autoComplete="new-password" autoFocus {...form.register('password')} />}
        </Field>
        <Button type="submit" variant="primary" busy={isSubmitting}>
          {t('submit')}
        </Button>
      </form>
    </EntryCard>
  );
}

function Outcome({ outcome }: { outcome: 'closed' | 'done' }) {
  const t = useTranslations('invite');
  return (
    <EntryCard title={t(`${outcome}Title`)}>
      <div className="grid gap-4">
        <p>{t(`${outcome}Text`)}</p>
        <LinkButton href="/sign-in" variant="primary">
          {t('toSignIn')}
        </LinkButton>
      </div>
    </EntryCard>
  );
}

/** Null on success. */
async function completeLink(input: UseLinkInput): Promise<ApiError | null> {
  try {
    const response = await fetch('/api/link', {
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
