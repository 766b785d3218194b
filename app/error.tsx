'use client';

import { ErrorPage } from '#components/shell/error-pages.tsx';

export default function ErrorBoundary({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <ErrorPage digest={error.digest} onRetry={reset} />;
}
