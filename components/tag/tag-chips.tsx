'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import type { Tag } from '#domain/tag.ts';
import { TagChip } from './tag-chip.tsx';

const SHOWN_AT_FIRST = 3;

/** The tags of a row: a few, and the rest on request. */
export function TagChips({ tags, shown = SHOWN_AT_FIRST }: { tags: Tag[]; shown?: number }) {
  const t = useTranslations('tags');
  const [isWhole, setIsWhole] = useState(false);
  const isLong = tags.length > shown;
  const visible = isWhole || !isLong ? tags : tags.slice(0, shown);
  return (
    <span className="flex flex-wrap items-center gap-1">
      {visible.map((tag) => (
        <TagChip key={tag.key} tag={tag} />
      ))}
      {isLong ? (
        <Button
          variant="link"
          className="min-h-6 text-[12.5px]"
          aria-expanded={isWhole}
          aria-label={isWhole ? undefined : t('showAll', { count: tags.length })}
          onClick={() => setIsWhole(!isWhole)}
        >
          {isWhole ? t('showFewer') : `+${(tags.length - shown).toString()}`}
        </Button>
      ) : null}
    </span>
  );
}
