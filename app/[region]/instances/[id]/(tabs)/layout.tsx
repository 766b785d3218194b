import type { ReactNode } from 'react';
import { InstanceFrame } from '#components/load-balancer/instance-frame.tsx';
import { sessionOrNull } from '../../../../require-session.ts';

export default async function InstanceLayout({ children, params }: { children: ReactNode; params: Promise<{ id: string }> }) {
  const { id } = await params;
  return (await sessionOrNull()) ? <InstanceFrame id={id}>{children}</InstanceFrame> : children;
}
