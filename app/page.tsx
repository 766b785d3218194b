import { cookies } from 'next/headers';
import { REGION_COOKIE } from '#components/shell/cookie.ts';
import { FirstRegion } from '#components/shell/first-region.tsx';
import { requireSession } from './require-session.ts';

export default async function HomePage() {
  await requireSession('/');
  return <FirstRegion remembered={(await cookies()).get(REGION_COOKIE)?.value} />;
}
