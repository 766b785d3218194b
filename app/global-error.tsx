'use client';

import { ErrorPage } from '#components/shell/error-pages.tsx';
import { Providers } from '#components/shell/providers.tsx';
import { messages } from '../messages/en/index.ts';
import './globals.css';

/** Replaces the root layout, so it brings what the layout would have. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <Providers locale="en" messages={messages}>
          <ErrorPage digest={error.digest} onRetry={reset} />
        </Providers>
      </body>
    </html>
  );
}
