'use client';

import { LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

type Variant = 'primary' | 'secondary' | 'danger' | 'quiet' | 'link';

const BASE =
  'relative inline-flex items-center justify-center gap-1.5 whitespace-nowrap rounded-[5px] text-[13.5px] font-medium select-none disabled:opacity-55 disabled:cursor-not-allowed aria-disabled:opacity-55 aria-busy:opacity-100';

const VARIANTS: Record<Variant, string> = {
  primary: 'h-8 px-3.5 bg-accent text-on-accent hover:not-disabled:bg-accent-hover',
  secondary: 'h-8 px-3.5 border border-line-strong bg-surface text-text hover:not-disabled:bg-surface-hover',
  danger: 'h-8 px-3.5 bg-bad-fill text-white hover:not-disabled:brightness-110',
  quiet: 'h-8 px-2 text-muted hover:not-disabled:bg-surface-hover hover:not-disabled:text-text',
  link: 'text-accent-text hover:not-disabled:underline underline-offset-2',
};

/** While it is busy a spinner takes the place of its text, after 200 ms and without another width. */
export function Button({
  variant = 'secondary',
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: ComponentProps<'button'> & { variant?: Variant; busy?: boolean }) {
  return (
    <button
      type="button"
      className={classNames(BASE, VARIANTS[variant], className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? (
        <span className="late-in absolute inset-0 grid place-items-center" aria-hidden>
          <LoaderCircle size={14} className="spin" />
        </span>
      ) : null}
      <span className={classNames('inline-flex min-w-0 items-center justify-center gap-1.5', busy && 'late-out')}>{children}</span>
    </button>
  );
}

export function LinkButton({ variant = 'secondary', className, ...rest }: ComponentProps<typeof Link> & { variant?: Variant }) {
  return <Link className={classNames(BASE, VARIANTS[variant], className)} {...rest} />;
}

/** A square button that shows an icon only; its label is read out and shown on hover. */
export function IconButton({ label, className, children, ...rest }: ComponentProps<'button'> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={classNames(
        'inline-flex size-6 flex-none items-center justify-center rounded text-muted hover:bg-surface-hover hover:text-text',
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  );
}
