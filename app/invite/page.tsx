import { LinkForm } from '#components/session/link-form.tsx';
import { database } from '#services/database.ts';
import { inspectLink } from '#services/user-link/inspect.ts';
import { pageMetadata } from '../page-metadata.ts';

export const generateMetadata = pageMetadata('invite');

export default async function InvitePage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams;
  const word = typeof token === 'string' ? token : '';
  return <LinkForm token={word} link={await inspectLink({ prisma: database() }, word)} />;
}
