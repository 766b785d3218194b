'use client';

import { Pencil } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { WriteIconButton } from '#components/session/write-guard.tsx';
import type { Tag } from '#domain/tag.ts';
import type { Taggable } from './actions.ts';
import { TagChips } from './tag-chips.tsx';
import { useEditTags } from './use-edit-tags.tsx';

/** The tags of one resource, and the pencil that edits them. */
export function EditableTags({ resource, tags }: { resource: Taggable; tags: Tag[] }) {
  const t = useTranslations('tags');
  const { edit, dialog } = useEditTags(() => tags);
  return (
    <span className="flex flex-wrap items-center gap-1">
      {tags.length === 0 ? <span className="text-muted">{t('none')}</span> : <TagChips tags={tags} shown={8} />}
      <WriteIconButton label={t('edit')} onClick={() => edit(resource)}>
        <Pencil size={13} aria-hidden />
      </WriteIconButton>
      {dialog}
    </span>
  );
}
