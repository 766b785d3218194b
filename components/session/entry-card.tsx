'use client';

import type { ReactNode } from 'react';
import { LanguageSwitch } from '#components/shell/language-switch.tsx';
import { Logo } from '#components/shell/logo.tsx';

/** The frame of the pages before a session exists. */
export function EntryCard({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh content-start justify-items-center bg-bar px-4 pt-[14vh] pb-8">
      <div className="mb-6 flex items-center gap-2.5 text-[18px] font-semibold tracking-[-0.01em] text-bar-text">
        <Logo size={30} />
        OpenSLB
      </div>
      <section className="w-full max-w-[380px] rounded-lg border border-line bg-surface p-6 shadow-raised">
        <h1 className="mb-4 text-[17px] leading-6 font-semibold">{title}</h1>
        {children}
      </section>
      <LanguageSwitch />
    </main>
  );
}
