'use client';

import { type RefObject, useEffect, useState } from 'react';

/** Whether the content of a box is wider than the box, kept current. */
export function useOverflow(box: RefObject<HTMLElement | null>): boolean {
  const [isOverflowing, setIsOverflowing] = useState(false);
  useEffect(() => {
    const node = box.current;
    if (!node) {
      return;
    }
    const observer = new ResizeObserver(() => setIsOverflowing(node.scrollWidth > node.clientWidth));
    observer.observe(node);
    for (const child of node.children) {
      observer.observe(child);
    }
    return () => observer.disconnect();
  }, [box]);
  return isOverflowing;
}
