'use client';

import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useNotify } from '#components/feedback/notices.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import type { Tag } from '#domain/tag.ts';
import type { Taggable } from './actions.ts';
import { EditTagsDialog } from './edit-tags-dialog.tsx';

/** Edit Tags for a menu or a button; put `dialog` anywhere on the page. `tagsOf` tells what a resource has now. */
export function useEditTags(tagsOf: (id: string) => Tag[] | undefined): { edit: (resource: Taggable) => void; dialog: ReactNode } {
  const t = useTranslations('tags');
  const notify = useNotify();
  const { regionId } = useRegion();
  const [resource, setResource] = useState<Taggable | null>(null);
  const tags = resource ? tagsOf(resource.id) : undefined;
  return {
    edit: setResource,
    dialog:
      resource && tags ? (
        <EditTagsDialog
          regionId={regionId}
          resource={resource}
          tags={tags}
          onClose={() => setResource(null)}
          onSaved={() => {
            notify('good', t('savedNotice', { name: resource.name }));
            setResource(null);
          }}
        />
      ) : null,
  };
}
