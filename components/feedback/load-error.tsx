'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '#components/api/api-error.ts';
import { useSentence } from '#components/language/sentences.tsx';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/surface.tsx';

/** A page part that could not be read, with the reason and a way to try again. */
export function LoadError({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const t = useTranslations('common');
  return (
    <Callout tone="bad" role="alert" title={t('loadFailed')} action={<Button onClick={onRetry}>{t('retry')}</Button>}>
      <ErrorText error={error} />
    </Callout>
  );
}

/** What went wrong with a write, for the form as a whole; comes into view, since forms may be long. */
export function SubmitError({ error, message }: { error: ApiError | null; message?: string | null }) {
  const t = useTranslations('common');
  const frame = useRef<HTMLDivElement>(null);
  const isShown = error !== null && message !== null;
  useEffect(() => {
    if (isShown) {
      frame.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [isShown]);
  if (!isShown) {
    return null;
  }
  return (
    <div ref={frame} className="scroll-mb-20">
      <Callout tone="bad" role="alert" title={error.isLost ? t('answerLost') : undefined}>
        {error.isLost ? t('answerLostText') : message || <ErrorText error={error} />}
      </Callout>
    </div>
  );
}

export function ErrorText({ error }: { error: Error }) {
  const t = useTranslations('common');
  const sentence = useSentence();
  if (!(error instanceof ApiError)) {
    return <>{sentence(error.message)}</>;
  }
  if (error.status === 0) {
    return <>{t('noAnswer')}</>;
  }
  const { problem } = error;
  return (
    <>
      {problem?.detail ?? t('unexpectedAnswer', { status: error.status })}
      {problem && error.status >= 500 ? (
        <span className="block text-[12.5px] text-muted">{t('requestId', { id: problem.requestId })}</span>
      ) : null}
    </>
  );
}
