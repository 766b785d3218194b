'use client';

import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { useNotify } from '#components/feedback/notices.tsx';
import { WriteButton } from '#components/session/write-guard.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { Time } from '#components/ui/text.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import { cancelRelease } from './actions.ts';

/** Above every tab of an instance that is going to be released: when, for whom, and how to keep it. */
export function ScheduledReleaseNote({ instance }: { instance: LoadBalancerView }) {
  const t = useTranslations('release');
  const notify = useNotify();
  const cancel = useWrite(() => cancelRelease(instance.id));
  const release = instance.scheduledRelease;
  if (release === null) {
    return null;
  }
  const onCancel = () =>
    cancel.mutate(undefined, {
      onSuccess: () => notify('good', t('cancelled')),
      onError: (error) => notify('bad', t('notCancelled', { message: asApiError(error).message })),
    });
  return (
    <Callout
      tone="warn"
      title={t('scheduledTitle')}
      action={
        <WriteButton busy={cancel.isPending} onClick={onCancel}>
          {t('cancelSchedule')}
        </WriteButton>
      }
    >
      {t.rich(instance.deletionProtection ? 'scheduledProtectedText' : 'scheduledText', {
        at: () => <Time at={release.at} />,
        by: release.by,
      })}
    </Callout>
  );
}
