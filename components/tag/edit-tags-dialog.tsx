'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { usePlan } from '#components/inspector/plans.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { TAGS_PER_RESOURCE_MAX } from '#domain/limits.ts';
import type { Tag } from '#domain/tag.ts';
import { setTags, type Taggable } from './actions.ts';
import { NewTag, useNewTag } from './new-tag.tsx';
import { TagChip } from './tag-chip.tsx';
import { applyDraft, NO_CHANGE, withoutTag, withTag } from './tag-draft.ts';
import { TagPicker } from './tag-picker.tsx';

interface EditTagsDialogProps {
  regionId: string;
  resource: Taggable;
  /** As it has them now; may change while the dialog is open. */
  tags: Tag[];
  onClose: () => void;
  onSaved: () => void;
}

/** Edit Tags: Saved Tags to reuse, New Tag, a delete icon at each, OK (console 12). */
export function EditTagsDialog({ regionId, resource, tags, onClose, onSaved }: EditTagsDialogProps) {
  const t = useTranslations('tags');
  const tCommon = useTranslations('common');
  const [draft, setDraft] = useState(NO_CHANGE);
  const typed = useNewTag();
  const save = useWrite((wanted: Tag[]) => setTags(resource, wanted));
  const result = applyDraft(tags, draft);
  usePlan(() => () => setTags(resource, result));
  const isFull = result.length >= TAGS_PER_RESOURCE_MAX;

  const addTyped = () => {
    const tag = typed.read();
    if (tag) {
      setDraft(withTag(draft, tag));
      typed.clear();
    }
  };
  // What is typed and not added yet is meant to be saved too.
  const submit = () => {
    const tag = typed.isEmpty ? null : typed.read();
    if (typed.isEmpty || tag) {
      save.mutate(tag ? applyDraft(tags, withTag(draft, tag)) : result, { onSuccess: onSaved });
    }
  };

  return (
    <Dialog
      open
      size="medium"
      title={t('edit')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{tCommon('cancel')}</Button>
          <Button variant="primary" busy={save.isPending} onClick={submit}>
            {tCommon('ok')}
          </Button>
        </>
      }
    >
      <section className="grid gap-1.5" aria-label={t('of', { name: resource.name })}>
        <div className="flex items-baseline justify-between gap-4">
          <span dir="auto" className="truncate font-semibold" title={resource.name}>
            {t('of', { name: resource.name })}
          </span>
          <span className="flex-none text-[12.5px] text-muted tabular-nums">
            {t('count', { count: result.length, max: TAGS_PER_RESOURCE_MAX })}
          </span>
        </div>
        <div className="flex min-h-7 flex-wrap items-center gap-1">
          {result.map((tag) => (
            <TagChip key={tag.key} tag={tag} onRemove={() => setDraft(withoutTag(draft, tag.key))} />
          ))}
          {result.length === 0 ? <span className="text-muted">{t('none')}</span> : null}
        </div>
      </section>
      <NewTag tag={typed} isFull={isFull} onAdd={addTyped} />
      <section className="grid gap-1.5" aria-label={t('saved')}>
        <span className="font-semibold">{t('saved')}</span>
        <div className="rounded-md border border-line">
          <TagPicker
            regionId={regionId}
            label={t('saved')}
            chosen={result}
            onPick={(tag) => setDraft(withTag(draft, { key: tag.key, value: tag.value }))}
          />
        </div>
      </section>
      <SubmitError error={save.error ? asApiError(save.error) : null} />
    </Dialog>
  );
}
