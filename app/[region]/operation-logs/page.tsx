import { OperationLogPage } from '#components/operation-log/operation-log-page.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('operationLogs');

export default async function OperationLogsPage({
  params,
  searchParams,
}: {
  params: Promise<{ region: string }>;
  searchParams: SearchParams;
}) {
  const { region } = await params;
  await requireSession(`/${region}/operation-logs`, searchParams);
  return <OperationLogPage />;
}
