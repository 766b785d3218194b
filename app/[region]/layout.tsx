import type { ReactNode } from 'react';
import { NoticeProvider } from '#components/feedback/notices.tsx';
import { MeProvider } from '#components/session/use-me.tsx';
import { Shell } from '#components/shell/shell.tsx';
import { meOrNull } from '../require-session.ts';

export default async function RegionLayout({ children, params }: { children: ReactNode; params: Promise<{ region: string }> }) {
  const { region } = await params;
  const me = await meOrNull();
  if (!me) {
    return children;
  }
  return (
    <NoticeProvider>
      <MeProvider initial={me}>
        <Shell regionId={region}>{children}</Shell>
      </MeProvider>
    </NoticeProvider>
  );
}
