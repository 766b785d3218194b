import type { ReactNode } from 'react';
import { NoticeProvider } from '#components/feedback/notices.tsx';
import { Shell } from '#components/shell/shell.tsx';
import { sessionOrNull } from '../require-session.ts';

export default async function RegionLayout({ children, params }: { children: ReactNode; params: Promise<{ region: string }> }) {
  const { region } = await params;
  const session = await sessionOrNull();
  if (!session) {
    return children;
  }
  return (
    <NoticeProvider>
      <Shell regionId={region} user={{ name: session.user.name, email: session.user.email }}>
        {children}
      </Shell>
    </NoticeProvider>
  );
}
