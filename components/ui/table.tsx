'use client';

import { type ComponentProps, type ReactNode, useRef } from 'react';
import { classNames } from './class-names.ts';
import { moveAlongRows } from './row-keys.ts';
import { useOverflow } from './use-overflow.ts';

/** Written out because some browsers drop the roles of table elements that are laid out as cards. */
const ROLES = { table: 'table', rowgroup: 'rowgroup', row: 'row', columnheader: 'columnheader', cell: 'cell' } as const;

interface TableProps {
  label: string;
  /** In a frame narrower than 960 px each row becomes a card of labels and values. */
  stacks?: boolean;
  children: ReactNode;
  className?: string;
}

/** A dense table in a frame. What does not stack and is too wide scrolls inside the frame. */
export function Table({ label, stacks = false, children, className }: TableProps) {
  const frame = useRef<HTMLDivElement>(null);
  const isScrolling = useOverflow(frame);
  return (
    <div className={classNames('table-frame', stacks && 'stacks', className)}>
      <div
        ref={frame}
        // What scrolls must be reachable by keyboard (WCAG 2.1.1); what does not is no stop on the way.
        {...(isScrolling ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}
        className="overflow-x-auto rounded-md border border-line bg-surface shadow-card"
      >
        <table role={ROLES.table} aria-label={label} className="w-full border-collapse text-left" onKeyDown={moveAlongRows}>
          {children}
        </table>
      </div>
    </div>
  );
}

export function HeaderRow({ children }: { children: ReactNode }) {
  return (
    <thead role={ROLES.rowgroup}>
      <tr role={ROLES.row} className="border-b border-line bg-surface-sunk">
        {children}
      </tr>
    </thead>
  );
}

export function HeaderCell({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      role={ROLES.columnheader}
      scope="col"
      className={classNames('h-9 px-3 py-1.5 text-[12.5px] leading-[16px] font-medium whitespace-nowrap text-muted', className)}
      {...rest}
    />
  );
}

export function TableBody({ children }: { children: ReactNode }) {
  return <tbody role={ROLES.rowgroup}>{children}</tbody>;
}

export function Row({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr role={ROLES.row} className={classNames('border-b border-line last:border-b-0 hover:bg-surface-hover', className)} {...rest} />;
}

interface CellProps extends ComponentProps<'td'> {
  /** Names the value where the row is a card; without it the cell takes the whole width. */
  label?: string;
}

export function Cell({ label, className, ...rest }: CellProps) {
  return <td role={ROLES.cell} data-label={label} className={classNames('px-3 py-2.5 align-top', className)} {...rest} />;
}

/** Stands for rows that are on their way; `lines` is the height of a usual row, so that little moves when they come. */
export function SkeletonRows({ columns, rows = 4, lines = 1 }: { columns: number; rows?: number; lines?: number }) {
  return (
    <>
      {Array.from({ length: rows }, (_, row) => (
        <tr key={`row-${row.toString()}`} className="border-b border-line last:border-b-0" aria-hidden>
          {Array.from({ length: columns }, (_, column) => (
            <td key={`column-${column.toString()}`} className="px-3 py-2.5 align-top">
              <div className="pt-1" style={{ height: `${(lines * 20).toString()}px` }}>
                <div className="skeleton h-3" style={{ width: `${(45 + ((row * 17 + column * 29) % 45)).toString()}%` }} />
              </div>
            </td>
          ))}
        </tr>
      ))}
    </>
  );
}
