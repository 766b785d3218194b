'use client';

import { X } from 'lucide-react';
import { Dialog as RadixDialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { PlannedCallsDisclosure } from '#components/inspector/planned-calls.tsx';
import { PlanOwnerContext, usePlanOwner } from '#components/inspector/plans.ts';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  size?: 'small' | 'medium' | 'large';
  /** An answer is asked for: a click beside the dialog does not close it. */
  role?: 'dialog' | 'alertdialog';
  /** What gets the focus back, where that is not what has it now: for a dialog that follows another. */
  opener?: HTMLElement | null;
  /** It follows from another dialog, which stays open under it. */
  isOnTop?: boolean;
  /** Whether what opened the dialog is there to take the focus back; asked when it closes. */
  hasOpener?: () => boolean;
  footer?: ReactNode;
  children?: ReactNode;
}

const WIDTHS = { small: 'max-w-[460px]', medium: 'max-w-[640px]', large: 'max-w-[920px]' };

/** Modal dialog; Esc closes it and the focus returns to where it was. */
export function Dialog(props: DialogProps) {
  // Mounted with each opening, while the focus still is on what opened it.
  return props.open ? <OpenDialog {...props} /> : null;
}

function OpenDialog({
  open,
  onClose,
  title,
  description,
  size = 'small',
  role = 'dialog',
  opener: given,
  hasOpener,
  isOnTop = false,
  footer,
  children,
}: DialogProps) {
  const t = useTranslations('common');
  const planOwner = usePlanOwner();
  const [opener] = useState(() => given ?? focusedOpener());
  return (
    <RadixDialog.Root open={open} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={classNames('fixed inset-0 bg-black/45', isOnTop ? 'z-50' : 'z-40')} />
        <RadixDialog.Content
          role={role}
          {...(description ? {} : { 'aria-describedby': undefined })}
          onPointerDownOutside={(event) => event.preventDefault()}
          // Radix knows an opener only if it is a trigger of its own, and leaves the focus nowhere otherwise.
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const isThere = opener?.isConnected && (hasOpener?.() ?? true);
            (isThere ? opener : document.getElementById('main'))?.focus();
          }}
          className={classNames(
            'raised-in fixed inset-x-2 top-2 z-50 mx-auto flex max-h-[calc(100dvh-16px)] flex-col rounded-lg border border-line bg-surface shadow-raised sm:inset-x-6 sm:top-[9vh] sm:max-h-[82vh]',
            WIDTHS[size],
          )}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
            <RadixDialog.Title className="text-[15px] leading-6 font-semibold">{title}</RadixDialog.Title>
            <RadixDialog.Close asChild>
              <IconButton label={t('close')} className="-mr-1">
                <X size={16} aria-hidden />
              </IconButton>
            </RadixDialog.Close>
          </header>
          <div className="grid min-h-0 flex-1 content-start gap-4 overflow-y-auto px-5 pb-5">
            {description ? (
              <RadixDialog.Description asChild>
                <div className="wrap-anywhere">{description}</div>
              </RadixDialog.Description>
            ) : null}
            <PlanOwnerContext value={planOwner}>{children}</PlanOwnerContext>
          </div>
          {footer ? (
            <footer className="flex flex-wrap items-center justify-end gap-2 rounded-b-lg border-t border-line bg-surface-sunk px-5 py-3">
              <PlannedCallsDisclosure owner={planOwner} />
              {footer}
            </footer>
          ) : null}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

/** What has the focus; for an item of a menu, which is gone by then, the button of the menu. */
export function focusedOpener(): HTMLElement | null {
  if (typeof document === 'undefined') {
    return null;
  }
  const focused = document.activeElement;
  const menuButton = focused?.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  const opener = menuButton ? document.getElementById(menuButton) : focused;
  return opener instanceof HTMLElement ? opener : null;
}
