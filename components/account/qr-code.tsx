'use client';

import { encode } from 'uqr';

/** White around it, as readers need, in both themes. */
const QUIET_ZONE = 2;

/** A text as a picture for a camera. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" className="size-48 rounded bg-white">
      <path d={path} fill="black" />
    </svg>
  );
}
