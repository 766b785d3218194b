import type { Problem } from '#domain/view.ts';

/**
 * Why a request gave no answer that can be used. `problem` is what the API said; without one nothing
 * is known of the outcome (`lost`: no answer, or none in time), so a write may or may not have happened.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly problem: Problem | null;

  constructor(message: string, options: { status: number; problem?: Problem | null; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.problem = options.problem ?? null;
  }

  get code(): string | null {
    return this.problem?.code ?? null;
  }

  /** No usable answer came: the console process is gone, or the database behind it is. */
  get isLost(): boolean {
    return this.status === 0 || this.status >= 502;
  }

  get isGone(): boolean {
    return this.status === 404;
  }
}
