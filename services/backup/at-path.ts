import { DomainError } from '#domain/domain-error.ts';

/** Does a part of an import; what is refused is named by its place in the file. */
export async function atPath<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof DomainError)) {
      throw error;
    }
    const issues = error.issues.map((issue) => ({ ...issue, path: issue.path === '' ? path : `${path}.${issue.path}` }));
    throw new DomainError(error.code, error.message, {
      issues: issues.length > 0 ? issues : [{ path, code: error.code, message: error.message }],
      usedBy: error.usedBy,
      cause: error,
    });
  }
}
