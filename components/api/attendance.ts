/** After so long without a key, a click or a scroll a page counts as left alone. */
const ATTENDED_MS = 60_000;
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const;

let lastSeenAt = 0;
let isWatching = false;

/** What a page asks for by itself, while nobody is there, does not keep the session from ending for idleness. */
export function isUnattended(): boolean {
  watch();
  return Date.now() - lastSeenAt > ATTENDED_MS;
}

/** From the first request of the page on: that was asked for by whoever opened it. */
function watch(): void {
  if (isWatching) {
    return;
  }
  isWatching = true;
  lastSeenAt = Date.now();
  for (const sign of SIGNS) {
    window.addEventListener(sign, () => (lastSeenAt = Date.now()), { capture: true, passive: true });
  }
}
