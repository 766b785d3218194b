/** One line in, one line served, the other standing by. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#3f62e6" />
      <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round">
        <path d="M6.500 16h7c3.500 0 3.500-7 7-7h4" />
        <path d="M13.500 16c3.500 0 3.500 7 7 7h4" strokeDasharray=".1 4.600" opacity=".85" />
      </g>
      <circle cx="25" cy="9" r="2.700" fill="#fff" />
    </svg>
  );
}
