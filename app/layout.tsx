import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { recall, THEME_COOKIE } from '#components/shell/cookie.ts';
import { Providers } from '#components/shell/providers.tsx';
import { MESSAGES, SENTENCES } from '#messages/index.ts';
import { LOCALES } from '#messages/language.ts';
import { readLanguage } from './language.ts';
import './globals.css';

export const metadata: Metadata = { title: 'OpenSLB', robots: { index: false, follow: false } };
export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const kept = await cookies();
  const theme = recall(THEME_COOKIE, (name) => kept.get(name)?.value);
  const language = await readLanguage();
  return (
    <html lang={LOCALES[language]} data-theme={theme === 'light' || theme === 'dark' ? theme : undefined}>
      <body>
        <Providers language={language} messages={MESSAGES[language]} sentences={SENTENCES[language]}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
