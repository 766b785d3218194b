import { cookies } from 'next/headers';
import { REGION_COOKIE } from '#components/shell/cookie.ts';
import { FirstRegion } from '#components/shell/first-region.tsx';
import { isAtLeast } from '#domain/role.ts';
import { meOrNull, requireSession } from './require-session.ts';

export default async function HomePage() {
  await requireSession('/');
  const me = await meOrNull();
  return (
    <FirstRegion
      remembered={(await cookies()).get(REGION_COOKIE)?.value}
      isAdministrator={isAtLeast(me?.roleEverywhere ?? null, 'administrator')}
    />
  );
}
