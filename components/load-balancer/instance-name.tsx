'use client';

import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { InlineEdit } from '#components/ui/inline-edit.tsx';
import { Truncated } from '#components/ui/text.tsx';
import { InstanceName as InstanceNameSchema } from '#domain/field.ts';
import { updateLoadBalancer } from './actions.ts';

interface InstanceNameProps {
  id: string;
  name: string;
  /** Why it cannot be renamed now. */
  refusal: string | undefined;
  className?: string;
}

/** The name, to be renamed in place. */
export function InstanceName({ id, name, refusal, className }: InstanceNameProps) {
  const t = useTranslations('instance');
  const rename = useWrite((next: string) => updateLoadBalancer(id, { name: next }));
  const save = async (draft: string) => {
    const parsed = InstanceNameSchema.safeParse(draft);
    if (!parsed.success) {
      return parsed.error.issues[0]?.message;
    }
    return rename.mutateAsync(parsed.data).then(
      () => undefined,
      (thrown: unknown) => asApiError(thrown).message,
    );
  };
  return (
    <InlineEdit value={name} label={t('name')} editLabel={t('rename')} save={save} refusal={refusal} inputClassName="max-w-60">
      <Truncated text={name} className={className} />
    </InlineEdit>
  );
}
