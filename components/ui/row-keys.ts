import type { KeyboardEvent } from 'react';

const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled)';
/** Arrow keys are theirs: they move a text cursor, choose, or open a menu. */
const KEEPS_ARROWS = 'input:not([type="checkbox"]), select, textarea, [aria-haspopup], [role="menu"] *, [role="listbox"] *';

/** Arrow up and down move the focus along a column of a table. */
export function moveAlongRows(event: KeyboardEvent<HTMLTableElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const from = event.target;
  // What a row opened elsewhere on the page, such as a dialog, is a part of it for React only.
  if (step === undefined || !(from instanceof HTMLElement) || !event.currentTarget.contains(from) || from.matches(KEEPS_ARROWS)) {
    return;
  }
  const cell = from.closest('td');
  const row = from.closest('tr');
  if (!cell || !row) {
    return;
  }
  const place = focusables(cell).indexOf(from);
  for (let next = beside(row, step); next; next = beside(next, step)) {
    const there = focusables(next.cells[cell.cellIndex]);
    const target = there[Math.min(place, there.length - 1)] ?? focusables(next)[0];
    if (target) {
      event.preventDefault();
      target.focus();
      return;
    }
  }
}

/** Arrow down leads from a search into what it has found. */
export function focusFirstRow(): boolean {
  const first = focusables(document.querySelector('main tbody'))[0];
  first?.focus();
  return first !== undefined;
}

function beside(row: HTMLTableRowElement, step: number): HTMLTableRowElement | null {
  const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  return next instanceof HTMLTableRowElement ? next : null;
}

function focusables(within: Element | null | undefined): HTMLElement[] {
  return [...(within?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])].filter((element) => element.checkVisibility());
}
