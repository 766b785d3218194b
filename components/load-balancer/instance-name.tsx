'use client';

import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { InlineEdit } from '#components/ui/inline-edit.tsx';
import { Truncated } from '#components/ui/text.tsx';
import { InstanceName as InstanceNameSchema } from '#domain/field.ts';
import { renameLoadBalancer } from './actions.ts';

/** The name, to be renamed in place. */
export function InstanceName({ id, name, className }: { id: string; name: string; className?: string }) {
  const t = useTranslations('instance');
  const rename = useWrite((next: string) => renameLoadBalancer(id, next));
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
    <InlineEdit value={name} label={t('name')} editLabel={t('rename')} save={save} inputClassName="max-w-60">
      <Truncated text={name} className={className} />
    </InlineEdit>
  );
}
