import { describe, expect, it, test } from 'vitest';
import type { Failback } from '#domain/failover.ts';
import { nextServing, type ServingFacts, type ServingState } from './serving.ts';

const AUTOMATIC: Failback = { mode: 'automatic', stableSeconds: null };
const DELAYED: Failback = { mode: 'delayed', stableSeconds: 10 };
const MANUAL: Failback = { mode: 'manual', stableSeconds: null };
const TO_STANDBY = { id: '1', to: 'standby' } as const;
const TO_ACTIVE = { id: '2', to: 'active' } as const;

function facts(changes: Partial<ServingFacts> = {}): ServingFacts {
  return { isChecked: true, activeState: 'healthy', stableMs: 0, failback: AUTOMATIC, switch: null, ...changes };
}

/** Lets one state follow the other, and says who serves in each and why. */
function course(...steps: Partial<ServingFacts>[]): string[] {
  let state: ServingState | null = null;
  return steps.map((step) => {
    ({ state } = nextServing(state, facts(step)));
    return `${state.role}, ${state.cause}`;
  });
}

const unhealthy = { activeState: 'unhealthy', stableMs: null } as const;
const unknown = { activeState: 'unknown', stableMs: null } as const;

test.each([
  { isChecked: true, activeState: 'unknown', serves: 'active' },
  { isChecked: true, activeState: 'healthy', serves: 'active' },
  { isChecked: true, activeState: 'unhealthy', serves: 'standby' },
  { isChecked: false, activeState: 'unhealthy', serves: 'active' },
  { isChecked: false, activeState: 'unknown', serves: 'active' },
] as const)('checked $isChecked, active $activeState: the $serves serves', ({ serves, ...changes }) => {
  expect(nextServing(null, facts(changes)).state.role).toBe(serves);
});

describe('failback', () => {
  it('automatic: as soon as the active is not unhealthy any more', () => {
    expect(course({}, unhealthy, {})).toEqual(['active, start', 'standby, health', 'active, health']);
    expect(course(unhealthy, unknown)).toEqual(['standby, health', 'active, health']);
    expect(course(unhealthy, { isChecked: false })).toEqual(['standby, health', 'active, health']);
  });

  it('delayed: after the stable time, which a failed probe begins anew', () => {
    const failback = DELAYED;
    expect(
      course(
        { ...unhealthy, failback },
        { stableMs: 0, failback },
        { stableMs: 9999, failback },
        { stableMs: null, failback },
        { ...unknown, failback },
        { stableMs: 10_000, failback },
      ),
    ).toEqual([...Array(5).fill('standby, health'), 'active, health']);
    const waiting = nextServing({ role: 'standby', cause: 'health', switchId: null }, facts({ stableMs: 4000, failback }));
    expect(waiting.askAgainInMs).toBe(6000);
  });

  it('manual: not by any verdict, and not because nobody asks any more', () => {
    const failback = MANUAL;
    expect(
      course({ ...unhealthy, failback }, { stableMs: 1e9, failback }, { ...unknown, failback }, { isChecked: false, failback }),
    ).toEqual(Array(4).fill('standby, health'));
    expect(course({ ...unhealthy, failback }, { failback, switch: TO_ACTIVE })).toEqual(['standby, health', 'active, switch']);
  });

  it('another mode takes hold at once', () => {
    expect(course({ ...unhealthy, failback: MANUAL }, { failback: MANUAL }, { failback: AUTOMATIC })).toEqual([
      'standby, health',
      'standby, health',
      'active, health',
    ]);
  });
});

describe('a switch', () => {
  it('to the standby holds whatever the verdict and the failback mode', () => {
    const order = { switch: TO_STANDBY };
    expect(course({}, order, { ...order, ...unhealthy }, { ...order, stableMs: 1e9 }, { ...order, isChecked: false })).toEqual([
      'active, start',
      ...Array(4).fill('standby, switch'),
    ]);
  });

  it('to the active ends the one to the standby, and later failures count again', () => {
    expect(course({ switch: TO_STANDBY }, { switch: TO_ACTIVE }, { ...unhealthy, switch: TO_ACTIVE }, { switch: TO_ACTIVE })).toEqual([
      'standby, switch',
      'active, switch',
      'standby, health',
      'active, health',
    ]);
  });

  it('to an active that is unhealthy leaves the traffic with the standby, by the rule of failover', () => {
    const steps = [{ switch: TO_STANDBY, ...unhealthy }, { switch: TO_ACTIVE, ...unhealthy }, { switch: TO_ACTIVE }];
    expect(course(...steps)).toEqual(['standby, switch', 'standby, health', 'active, health']);
    const manual = steps.map((step) => ({ ...step, failback: MANUAL }));
    expect(course(...manual)).toEqual(['standby, switch', 'standby, health', 'standby, health']);
  });

  it('is carried out once: a failure after it is not ended by it', () => {
    const failback = MANUAL;
    expect(course({ switch: TO_ACTIVE }, { ...unhealthy, switch: TO_ACTIVE, failback }, { switch: TO_ACTIVE, failback })).toEqual([
      'active, start',
      'standby, health',
      'standby, health',
    ]);
  });

  it('that an edit has made void lets the active serve, if it is not unhealthy', () => {
    expect(course({ switch: TO_STANDBY }, {})).toEqual(['standby, switch', 'active, start']);
    expect(course({ switch: TO_STANDBY }, unhealthy)).toEqual(['standby, switch', 'standby, health']);
  });
});
