'use client';

import { useTranslations } from 'use-intl';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ChangesTable } from './changes-table.tsx';
import { useVersionDocuments, type VersionedResource } from './queries.ts';

interface CompareDialogProps {
  resource: VersionedResource;
  /** The older one first. */
  versions: [number, number];
  onClose: () => void;
}

export function CompareDialog({ resource, versions, onClose }: CompareDialogProps) {
  const t = useTranslations('history');
  const [from, to] = useVersionDocuments(resource, versions);
  const error = from?.error ?? to?.error;
  return (
    <Dialog open size="large" title={t('compareTitle', { from: versions[0], to: versions[1] })} onClose={onClose}>
      {error ? <LoadError error={error} onRetry={() => void Promise.all([from?.refetch(), to?.refetch()])} /> : null}
      {from?.data && to?.data ? <ChangesTable from={from.data} to={to.data} /> : null}
    </Dialog>
  );
}
