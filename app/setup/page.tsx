import { SetupForm } from '#components/session/setup-form.tsx';
import { database } from '#services/database.ts';
import { isSetupOpen } from '#services/setup/is-open.ts';
import { pageMetadata } from '../page-metadata.ts';

export const generateMetadata = pageMetadata('setup');

export default async function SetupPage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams;
  const word = typeof token === 'string' ? token : '';
  return <SetupForm token={word} isOpen={await isSetupOpen({ prisma: database() }, word)} />;
}
