import { z } from 'zod';
import { IpAddress, portField } from '#domain/field.ts';
import { HealthCheckSettings } from '#domain/health-check.ts';
import { type Check, checkOf, type Probe, type ProbeOutcome } from '#proxy/health/check.ts';
import { messageOf } from '#proxy/log.ts';

/** A row that was taken; only its id is known to make sense. */
export const TakenRow = z.looseObject({ id: z.string() });
export type TakenRow = z.infer<typeof TakenRow>;

/** The port of the settings, if there is one, comes before that of the server (data-plane 8, rule 12). */
const Question = z.object({ address: IpAddress, port: portField(), settings: HealthCheckSettings });

/** As the statements take it. */
export interface ProbeAnswer {
  id: string;
  ok: boolean;
  reason: string;
  took_ms: number;
}

/** Probes once; null: it was aborted, so nothing is known. Never throws: whoever asked waits for a word. */
export async function answer(row: TakenRow, probe: Probe, signal: AbortSignal): Promise<ProbeAnswer | null> {
  const question = Question.safeParse(row);
  if (!question.success) {
    return { id: row.id, ok: false, reason: `what was asked is not valid: ${describe(question.error)}`, took_ms: 0 };
  }
  const check = checkOf(question.data.settings, question.data);
  const startedAt = performance.now();
  const outcome = await probe(check, signal).catch(
    (error: unknown): ProbeOutcome => ({ result: 'inconclusive', reason: messageOf(error) }),
  );
  const tookMs = Math.round(performance.now() - startedAt);
  return signal.aborted
    ? null
    : { id: row.id, ok: outcome.result === 'success', reason: reasonOf(check, outcome, tookMs), took_ms: tookMs };
}

/** The words of a verdict where it failed; of a success, what was seen and how long that took. */
function reasonOf({ type }: Check, { result, reason }: ProbeOutcome, tookMs: number): string {
  switch (result) {
    case 'success':
      return `${type === 'tcp' ? 'connected' : reason} in ${durationOf(tookMs)}`;
    case 'failure':
      return reason;
    case 'inconclusive':
      return `this node could not ask: ${reason}`;
  }
}

function durationOf(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function describe(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'no reason given' : [...issue.path, issue.message].join(': ');
}
