'use client';

import { useTranslations } from 'use-intl';

/** The columns of the list that can be hidden, in their order (console 2.1); rows are known by id and name, which always show. */
export const INSTANCE_COLUMNS = ['address', 'status', 'monitoring', 'healthCheck', 'listeners', 'specification', 'tags'] as const;
export type InstanceColumn = (typeof INSTANCE_COLUMNS)[number];

export function useInstanceColumnChoices(): { name: InstanceColumn; label: string }[] {
  const t = useTranslations('instanceList');
  return INSTANCE_COLUMNS.map((name) => ({ name, label: t(`column.${name}`) }));
}
