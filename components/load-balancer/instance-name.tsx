'use client';

import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { messageUnlessTaken, useConflictGuard } from '#components/conflict/conflict-guard.tsx';
import { InlineEdit } from '#components/ui/inline-edit.tsx';
import { Truncated } from '#components/ui/text.tsx';
import { InstanceName as InstanceNameSchema } from '#domain/field.ts';
import { updateLoadBalancer } from './actions.ts';

interface InstanceNameProps {
  id: string;
  name: string;
  version: number;
  /** Why it cannot be renamed now. */
  refusal: string | undefined;
  className?: string;
}

/** The name, to be renamed in place. */
export function InstanceName({ id, name, version, refusal, className }: InstanceNameProps) {
  const t = useTranslations('instance');
  const guard = useConflictGuard();
  const rename = useWrite(({ version: begunAt, ...change }: { name: string; version: number }) =>
    guard(change, begunAt, (changes, ifMatch) => updateLoadBalancer(id, changes, ifMatch), { isSilentWhenApart: true }),
  );
  const save = async (draft: string, begunAt: number) => {
    const parsed = InstanceNameSchema.safeParse(draft);
    if (!parsed.success) {
      return parsed.error.issues[0]?.message;
    }
    return rename.mutateAsync({ name: parsed.data, version: begunAt }).then(() => undefined, messageUnlessTaken);
  };
  return (
    <InlineEdit
      value={name}
      version={version}
      label={t('name')}
      editLabel={t('rename')}
      save={save}
      refusal={refusal}
      inputClassName="max-w-60"
    >
      <Truncated text={name} className={className} />
    </InlineEdit>
  );
}
