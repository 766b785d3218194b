import { z } from 'zod';

/** data-plane 4. The three hashes are `sch` source IP, `tch` four-tuple, `qch` QUIC connection id. */
export const Scheduler = z.enum(['wrr', 'rr', 'wlc', 'sch', 'tch', 'qch'], 'A scheduler is "wrr", "rr", "wlc", "sch", "tch" or "qch".');
export type Scheduler = z.infer<typeof Scheduler>;

/** The API's default; the console begins with `rr` (data-plane 21). */
export const SCHEDULER_DEFAULT: Scheduler = 'wrr';

const HASHES: readonly Scheduler[] = ['sch', 'tch', 'qch'];

export function isHashScheduler(scheduler: Scheduler): boolean {
  return HASHES.includes(scheduler);
}

/** Only UDP carries QUIC (data-plane 4). */
export function schedulerFits(protocol: 'tcp' | 'udp', scheduler: Scheduler): boolean {
  return scheduler !== 'qch' || protocol === 'udp';
}
