// Loaded into a worker before its own modules: the wall clock is ahead by as many milliseconds as a file says, as if
// someone had set it. `performance.now()` and timers go on as they are, as they do when a real clock is set.
import { readFileSync } from 'node:fs';

const READ_INTERVAL_MS = 20;
const file = process.env.OPENSLB_TEST_CLOCK_FILE;
const RealDate = Date;
const realNow = Date.now.bind(Date);
let shiftMs = 0;

function readShift() {
  try {
    shiftMs = Number(readFileSync(file, 'utf8'));
  } catch {
    // Being written at this moment; the next look will find it.
  }
}

readShift();
setInterval(readShift, READ_INTERVAL_MS).unref();

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) {
      super(realNow() + shiftMs);
    } else {
      super(...args);
    }
  }

  static now() {
    return realNow() + shiftMs;
  }
};
