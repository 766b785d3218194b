'use client';

import { ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRegion } from '#components/shell/region-context.tsx';
import { Button } from '#components/ui/button.tsx';
import { TAG_FILTERS_MAX } from '#domain/limits.ts';
import { formatTagFilter, type TagResourceType } from '#domain/tag.ts';
import { TagChip } from './tag-chip.tsx';
import { TagPicker } from './tag-picker.tsx';
import type { useTagFilter } from './use-tag-filter.ts';

/** Select a tag: the list shrinks to what has it; its delete icon clears it again (console 2.3). */
export function TagFilter({ filter, resourceType }: { filter: ReturnType<typeof useTagFilter>; resourceType: TagResourceType }) {
  const t = useTranslations('tags');
  const { regionId } = useRegion();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
        <Popover.Trigger asChild>
          <Button disabled={filter.filters.length >= TAG_FILTERS_MAX}>
            {t('select')}
            <ChevronDown size={14} className="text-muted" aria-hidden />
          </Button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            align="start"
            sideOffset={4}
            collisionPadding={8}
            aria-label={t('select')}
            className="raised-in z-50 w-72 rounded-md border border-line bg-surface text-text shadow-raised"
          >
            <TagPicker
              regionId={regionId}
              resourceType={resourceType}
              label={t('select')}
              chosen={filter.filters}
              onPick={(tag) => {
                setIsOpen(false);
                filter.add(tag);
              }}
            />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {filter.filters.map((one) => (
        <TagChip key={formatTagFilter(one)} tag={one} className="h-8" onRemove={() => filter.remove(one)} />
      ))}
    </>
  );
}
