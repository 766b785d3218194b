'use client';

import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { InlineEdit } from '#components/ui/inline-edit.tsx';
import { Truncated } from '#components/ui/text.tsx';
import { GroupName } from '#domain/field.ts';
import { renameAccessControlList } from './actions.ts';

/** The name of a list, to be renamed in place. */
export function ListName({ id, name }: { id: string; name: string }) {
  const t = useTranslations('accessControl');
  const rename = useWrite((next: string) => renameAccessControlList(id, next));
  const save = async (draft: string) => {
    const parsed = GroupName.safeParse(draft);
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
      <Truncated text={name} />
    </InlineEdit>
  );
}
