'use client';

import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

const ITEM =
  'flex w-full cursor-default items-center gap-2 rounded px-2.5 py-1.5 text-[13.5px] outline-none select-none data-highlighted:bg-surface-selected data-disabled:text-muted data-disabled:opacity-60';

export function Menu({ trigger, children, align = 'end' }: { trigger: ReactNode; children: ReactNode; align?: 'start' | 'end' }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="raised-in z-50 min-w-40 rounded-md border border-line bg-surface p-1 text-text shadow-raised"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function MenuItem({ danger = false, className, ...rest }: ComponentProps<typeof DropdownMenu.Item> & { danger?: boolean }) {
  return <DropdownMenu.Item className={classNames(ITEM, danger && 'text-bad', className)} {...rest} />;
}

/** An entry that is on or off; the menu stays open. */
export function MenuCheck({ checked, onChange, children }: { checked: boolean; onChange: () => void; children: ReactNode }) {
  return (
    <DropdownMenu.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className={classNames(ITEM, 'pl-7! relative')}
    >
      <DropdownMenu.ItemIndicator className="absolute left-2">
        <Check size={14} className="text-accent-text" aria-hidden />
      </DropdownMenu.ItemIndicator>
      {children}
    </DropdownMenu.CheckboxItem>
  );
}

export function MenuChoice({ value, onChange, options, label }: MenuChoiceProps) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onChange} aria-label={label}>
      <DropdownMenu.Label className="px-2.5 pt-1.5 pb-1 text-[12px] text-muted">{label}</DropdownMenu.Label>
      {options.map((option) => (
        <DropdownMenu.RadioItem
          key={option.value}
          value={option.value}
          lang={option.language}
          className={classNames(ITEM, 'justify-between')}
          onSelect={(event) => event.preventDefault()}
        >
          {option.label}
          <DropdownMenu.ItemIndicator>
            <span className="block size-1.5 rounded-full bg-accent-text" />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

interface MenuChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** `language` is that of the label, where it is not the page's. */
  options: { value: string; label: string; language?: string }[];
}

export const MenuLine = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />;
