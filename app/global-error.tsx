'use client';

import { IntlProvider } from 'use-intl';
import { recall } from '#components/shell/cookie.ts';
import { ErrorPage } from '#components/shell/error-pages.tsx';
import en from '#messages/en/error-page.json' with { type: 'json' };
import { chooseLanguage, LANGUAGE_COOKIE, LOCALES } from '#messages/language.ts';
import zh from '#messages/zh/error-page.json' with { type: 'json' };
import './globals.css';

/** Replaces the root layout, so it brings what the layout would have; only the texts that it needs are in its code. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const language = typeof document === 'undefined' ? 'en' : chooseLanguage(recall(LANGUAGE_COOKIE, cookie), navigator.languages.join(','));
  return (
    <html lang={LOCALES[language]}>
      <body>
        <IntlProvider locale={LOCALES[language]} messages={{ en, zh }[language]}>
          <ErrorPage digest={error.digest} onRetry={reset} />
        </IntlProvider>
      </body>
    </html>
  );
}

function cookie(name: string): string | undefined {
  return document.cookie
    .split('; ')
    .find((one) => one.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
