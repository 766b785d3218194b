'use client';

import { CircleHelp } from 'lucide-react';
import { Tooltip } from 'radix-ui';
import { type ReactNode, useState } from 'react';

/** A question mark that explains: on hover, on focus, and on a tap, where there is no hover. */
export function Hint({ label, children }: { label: string; children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Tooltip.Provider delayDuration={150}>
      <Tooltip.Root open={isOpen} onOpenChange={setIsOpen}>
        <Tooltip.Trigger asChild>
          <button
            type="button"
            aria-label={label}
            onClick={() => setIsOpen(true)}
            className="inline-flex size-6 flex-none items-center justify-center rounded text-muted hover:text-text"
          >
            <CircleHelp size={14} aria-hidden />
          </button>
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content
            sideOffset={2}
            collisionPadding={8}
            onPointerDownOutside={(event) => event.preventDefault()}
            className="z-50 max-w-72 rounded-md border border-line bg-surface px-3 py-2 text-[12.5px] text-text shadow-raised"
          >
            {children}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  );
}
