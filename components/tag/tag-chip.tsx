'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { classNames } from '#components/ui/class-names.ts';
import type { Tag } from '#domain/tag.ts';

/** `key: value`, cut where it is long, whole on hover. With `onRemove`, an icon that takes it away. */
export function TagChip({
  tag,
  onRemove,
  className,
}: {
  tag: Pick<Tag, 'key'> & { value: string | null };
  onRemove?: () => void;
  className?: string;
}) {
  const t = useTranslations('tags');
  const text = textOf(tag);
  return (
    <span
      className={classNames(
        'group inline-flex max-w-full items-center rounded border border-line bg-surface-sunk text-[12.5px] leading-[18px]',
        className,
      )}
    >
      <span dir="auto" title={text} className="max-w-56 truncate px-1.5 py-px">
        <span className="text-muted">{tag.key}</span>
        {tag.value ? <span className="text-text">: {tag.value}</span> : null}
      </span>
      {onRemove ? (
        <button
          type="button"
          aria-label={t('remove', { tag: text })}
          title={t('remove', { tag: text })}
          onClick={onRemove}
          className="inline-flex size-6 flex-none items-center justify-center rounded text-muted group-hover:text-text hover:bg-bad-soft hover:text-bad"
        >
          <X size={13} aria-hidden />
        </button>
      ) : null}
    </span>
  );
}

export function textOf({ key, value }: { key: string; value: string | null }): string {
  return value ? `${key}: ${value}` : key;
}
