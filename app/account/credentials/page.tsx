import { AccountFrame } from '#components/account/account-frame.tsx';
import { CredentialPage } from '#components/credential/credential-page.tsx';
import { NoticeProvider } from '#components/feedback/notices.tsx';
import { MeProvider } from '#components/session/use-me.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { meOrNull, requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('credentials');

export default async function Credentials({ searchParams }: { searchParams: SearchParams }) {
  await requireSession('/account/credentials', searchParams);
  const me = await meOrNull();
  return me ? (
    <NoticeProvider>
      <MeProvider initial={me}>
        <AccountFrame>
          <CredentialPage />
        </AccountFrame>
      </MeProvider>
    </NoticeProvider>
  ) : null;
}
