'use client';

import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { messageUnlessTaken, useConflictGuard } from '#components/conflict/conflict-guard.tsx';
import { useWriteGuard } from '#components/session/write-guard.tsx';
import { InlineEdit } from '#components/ui/inline-edit.tsx';
import { Truncated } from '#components/ui/text.tsx';
import { GroupName } from '#domain/field.ts';
import { renameAccessControlList } from './actions.ts';

/** The name of a list, to be renamed in place. */
export function ListName({ id, name, version }: { id: string; name: string; version: number }) {
  const t = useTranslations('accessControl');
  const guard = useConflictGuard();
  const rename = useWrite(({ version: begunAt, ...change }: { name: string; version: number }) =>
    guard(change, begunAt, ({ name: next }, ifMatch) => renameAccessControlList(id, next, ifMatch), { isSilentWhenApart: true }),
  );
  const save = async (draft: string, begunAt: number) => {
    const parsed = GroupName.safeParse(draft);
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
      refusal={useWriteGuard().hint}
      inputClassName="max-w-60"
    >
      <Truncated text={name} />
    </InlineEdit>
  );
}
