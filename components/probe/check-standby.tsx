'use client';

import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { WriteButton } from '#components/session/write-guard.tsx';
import { FieldError } from '#components/ui/field.tsx';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import { checkStandby } from './actions.ts';
import { ProbeResult } from './probe-result.tsx';

/** The standby is not checked, by design: this asks once whether it would answer. */
export function CheckStandby({ group }: { group: Pick<ActiveStandbyGroupView, 'id' | 'name'> }) {
  const t = useTranslations('probe');
  const check = useWrite(() => checkStandby(group.id, {}));
  return (
    <div className="mt-0.5 grid justify-items-start gap-0.5">
      <WriteButton
        variant="link"
        className="min-h-6"
        busy={check.isPending}
        title={t('checkStandbyHint')}
        aria-label={t('checkStandbyOf', { name: group.name })}
        onClick={() => check.mutate(undefined)}
      >
        {t('checkStandby')}
      </WriteButton>
      {check.error ? <FieldError message={asApiError(check.error).message} /> : null}
      {check.data ? <ProbeResult key={check.data.id} asked={check.data} /> : null}
    </div>
  );
}
