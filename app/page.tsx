import { cookies } from 'next/headers';
import { REGION_COOKIE, recall } from '#components/shell/cookie.ts';
import { FirstRegion } from '#components/shell/first-region.tsx';
import { isAtLeast } from '#domain/role.ts';
import { meOrNull, requireSession } from './require-session.ts';

export default async function HomePage() {
  await requireSession('/');
  const [me, kept] = [await meOrNull(), await cookies()];
  return (
    <FirstRegion
      remembered={recall(REGION_COOKIE, (name) => kept.get(name)?.value)}
      isAdministrator={isAtLeast(me?.roleEverywhere ?? null, 'administrator')}
    />
  );
}
