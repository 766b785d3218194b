'use client';

import { CircleAlert } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { useSentence } from '#components/language/sentences.tsx';
import { splitCode } from '#domain/error-code.ts';
import { classNames } from './class-names.ts';

export interface ControlProps {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  className?: string;
  children: (control: ControlProps) => ReactNode;
}

/**
 * Label, control, hint and error, tied together for assistive technology. An error takes the hint's place in
 * a line that is always there: a field that is left must not move what is just being clicked.
 */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const describedBy = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <div className={classNames('grid max-w-md gap-1', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': describedBy, 'aria-invalid': error ? true : undefined })}
      <div className="min-h-[18px] text-[12.5px] leading-[18px] text-muted">
        {error ? <FieldError id={`${id}-error`} message={error} /> : hint ? <div id={`${id}-hint`}>{hint}</div> : null}
      </div>
    </div>
  );
}

/** Messages of the schemas may carry their code in front; people see the sentence only. */
export function FieldError({ id, message }: { id?: string; message: string | undefined }) {
  const sentence = useSentence();
  if (!message) {
    return null;
  }
  return (
    <div id={id} role="alert" className="flex items-start gap-1.5 text-[12.5px] leading-[18px] text-bad">
      <CircleAlert size={14} className="mt-0.5 flex-none" aria-hidden />
      <span>{sentence(splitCode(message).sentence)}</span>
    </div>
  );
}

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input type="text" autoComplete="off" spellCheck={false} className={classNames('control', className)} {...rest} />;
}

/** For ports, seconds and counts: digits, no spinner that a scroll wheel would turn. */
export function NumberInput({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      type="text"
      inputMode="numeric"
      autoComplete="off"
      spellCheck={false}
      className={classNames('control max-w-32 tabular-nums', className)}
      {...rest}
    />
  );
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select className={classNames('control', className)} {...rest} />;
}

export function Checkbox({ className, ...rest }: ComponentProps<'input'>) {
  return <input type="checkbox" className={classNames('tick', className)} {...rest} />;
}

/** A radio button and its label. */
export function Radio({ label, isQuiet = false, ...rest }: ComponentProps<'input'> & { label: string; isQuiet?: boolean }) {
  const id = useId();
  return (
    <span className="flex items-center gap-2">
      <input id={id} type="radio" className="tick" {...rest} />
      <label htmlFor={id} className={classNames('py-0.5', isQuiet && 'text-muted')}>
        {label}
      </label>
    </span>
  );
}

export function Switch({ label, hint, ...rest }: ComponentProps<'input'> & { label: string; hint?: ReactNode }) {
  const id = useId();
  return (
    <div className="flex max-w-md items-start gap-2.5">
      {/* biome-ignore lint/a11y/useAriaPropsForRole: a native checkbox tells its state itself. */}
      <input id={id} type="checkbox" role="switch" className="switch" aria-describedby={hint ? `${id}-hint` : undefined} {...rest} />
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint ? (
          <div id={`${id}-hint`} className="text-[12.5px] leading-[18px] text-muted">
            {hint}
          </div>
        ) : null}
      </div>
    </div>
  );
}
