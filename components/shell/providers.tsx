'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { IntlProvider, type Messages } from 'use-intl';
import { ApiError } from '#components/api/api-error.ts';
import { ConflictProvider } from '#components/conflict/conflict-guard.tsx';
import { SentenceProvider } from '#components/language/sentences.tsx';
import { ReauthenticationProvider } from '#components/session/reauthentication.tsx';
import { type Language, LOCALES } from '#messages/language.ts';
import type { SentenceTexts } from '#messages/sentences.ts';
import { shareStyleNonce } from './style-nonce.ts';

/** Times are shown in the reader's zone; on the server none is shown, so any zone will do there. */
const TIME_ZONE = typeof window === 'undefined' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;

if (typeof document !== 'undefined') {
  shareStyleNonce();
}

interface ProvidersProps {
  language: Language;
  messages: Messages;
  sentences: SentenceTexts | null;
  children: ReactNode;
}

export function Providers({ language, messages, sentences, children }: ProvidersProps) {
  const [queries] = useState(newQueryClient);
  return (
    <IntlProvider locale={LOCALES[language]} messages={messages} timeZone={TIME_ZONE}>
      <QueryClientProvider client={queries}>
        <SentenceProvider texts={sentences}>
          <ConflictProvider>
            <ReauthenticationProvider>{children}</ReauthenticationProvider>
          </ConflictProvider>
        </SentenceProvider>
      </QueryClientProvider>
    </IntlProvider>
  );
}

function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 1000,
        retry: (count, error) => error instanceof ApiError && error.isLost && count < 2,
        retryDelay: 500,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
