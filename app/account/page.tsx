import { AccountFrame } from '#components/account/account-frame.tsx';
import { AccountPage } from '#components/account/account-page.tsx';
import { NoticeProvider } from '#components/feedback/notices.tsx';
import { MeProvider } from '#components/session/use-me.tsx';
import { pageMetadata } from '../page-metadata.ts';
import { ACCOUNT_PATH, meOrNull, requireSession, type SearchParams } from '../require-session.ts';

export const generateMetadata = pageMetadata('account');

/** Of every user, also of those who may nothing in any region. */
export default async function Account({ searchParams }: { searchParams: SearchParams }) {
  await requireSession(ACCOUNT_PATH, searchParams);
  const me = await meOrNull();
  return me ? (
    <NoticeProvider>
      <MeProvider initial={me}>
        <AccountFrame>
          <AccountPage />
        </AccountFrame>
      </MeProvider>
    </NoticeProvider>
  ) : null;
}
