import type { SignOnFailure } from '#domain/sign-on.ts';

/** A sign-in with the provider that comes to nothing. The cause is for the log only. */
export class SignOnRefused extends Error {
  override readonly name = 'SignOnRefused';
  readonly failure: SignOnFailure;

  constructor(failure: SignOnFailure, cause?: unknown) {
    super(`Single sign-on came to nothing: ${failure}`, { cause });
    this.failure = failure;
  }
}

const CAUSES_MAX = 5;
const REASON_LENGTH_MAX = 500;

/** For the log: what each cause says, and none of the values that they hold, such as tokens and claims. */
export function describeRefusal(error: unknown): string {
  const words: string[] = [];
  let current = error instanceof SignOnRefused ? error.cause : error;
  while (current instanceof Error && words.length < CAUSES_MAX) {
    words.push(current.message, ...saidByProvider(current));
    current = current.cause;
  }
  return words.join(': ').slice(0, REASON_LENGTH_MAX);
}

/** The status of its answer, and the standard's word for what is wrong, such as `invalid_client`. */
function saidByProvider(error: Error): string[] {
  return [
    ...('status' in error && typeof error.status === 'number' ? [`HTTP ${error.status}`] : []),
    ...('error' in error && typeof error.error === 'string' ? [error.error] : []),
  ];
}
