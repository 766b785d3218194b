'use client';

import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/surface.tsx';
import type { SignOnFailure } from '#domain/sign-on.ts';

export interface SingleSignOnProps {
  /** Of the provider; null: it has none. */
  name: string | null;
  /** Where to go afterwards: a path of this console. */
  next: string;
  /** Why the last try came to nothing. */
  failure: SignOnFailure | null;
}

/** Leads to the provider, whose pages take over until it sends the browser back. */
export function SingleSignOn({ name: given, next, failure: initial, isAgain = false }: SingleSignOnProps & { isAgain?: boolean }) {
  const t = useTranslations('signOn');
  const [failure, setFailure] = useState(initial);
  const [isBusy, setIsBusy] = useState(false);
  const name = given ?? t('name');

  // A browser that comes back from the provider by its Back button may show the page as it was left.
  useEffect(() => {
    const returned = () => setIsBusy(false);
    window.addEventListener('pageshow', returned);
    return () => window.removeEventListener('pageshow', returned);
  }, []);

  const leave = async () => {
    setIsBusy(true);
    setFailure(null);
    const url = await begin(isAgain ? 'reauthenticate' : 'sign-in', next);
    if (url) {
      window.location.assign(url);
      return;
    }
    setIsBusy(false);
    setFailure('unavailable');
  };

  return (
    <div className="grid gap-4">
      {failure ? (
        <Callout tone="bad" role="alert">
          {t(`failure.${failure}`, { name })}
        </Callout>
      ) : null}
      <Button variant={isAgain ? 'primary' : 'secondary'} busy={isBusy} onClick={() => void leave()}>
        <span className="truncate">{t(isAgain ? 'again.button' : 'button', { name })}</span>
      </Button>
    </div>
  );
}

/** Between it and the form for a password. */
export function OrWithPassword() {
  const t = useTranslations('signOn');
  return (
    <p className="my-5 flex items-center gap-3 text-[12.5px] text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {t('or')}
    </p>
  );
}

/** The provider's address; null when it, or the console, does not answer. */
async function begin(what: 'sign-in' | 'reauthenticate', next: string): Promise<string | null> {
  try {
    const response = await fetch(`/api/auth/oidc/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ next }),
    });
    return response.ok ? ((await response.json()) as { url: string }).url : null;
  } catch {
    return null;
  }
}
