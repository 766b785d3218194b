'use client';

import { ArrowDownToLine, ArrowUpToLine, CopyPlus, Eraser, UnfoldVertical } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from '#components/ui/button.tsx';
import { Menu, MenuItem, MenuLine } from '#components/ui/menu.tsx';
import type { Reach } from './member-draft.ts';

const REACHES = { below: ArrowDownToLine, above: ArrowUpToLine, all: UnfoldVertical } as const;

interface BatchMenuProps {
  label: string;
  onDuplicate: (reach: Reach) => void;
  onClear: () => void;
}

/** The batch icons beside a value (console 7.1), behind one button: a row of twenty would be eighty stops for the keyboard. */
export function BatchMenu({ label, onDuplicate, onClear }: BatchMenuProps) {
  const t = useTranslations('membersEditor');
  return (
    <Menu
      align="start"
      trigger={
        <IconButton label={label} className="mt-1">
          <CopyPlus size={14} aria-hidden />
        </IconButton>
      }
    >
      {(['below', 'above', 'all'] as const).map((reach) => {
        const Icon = REACHES[reach];
        return (
          <MenuItem key={reach} onSelect={() => onDuplicate(reach)}>
            <Icon size={14} className="text-muted" aria-hidden />
            {t(`duplicate.${reach}`)}
          </MenuItem>
        );
      })}
      <MenuLine />
      <MenuItem onSelect={onClear}>
        <Eraser size={14} className="text-muted" aria-hidden />
        {t('clearAll')}
      </MenuItem>
    </Menu>
  );
}
