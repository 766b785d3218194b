import type { FieldPath, FieldValues, UseFormSetError } from 'react-hook-form';
import { ApiError } from './api-error.ts';

/** Codes that speak of one field, for refusals that the database alone could make and that name no path. */
const FIELD_OF_CODE: Record<string, string> = {
  AddressInUse: 'address',
  AddressNotInPool: 'address',
  AddressPoolExhausted: 'address',
  ServerAddressExists: 'address',
  'InvalidZoneId.NotFound': 'zoneId',
  ListenerAlreadyExists: 'port',
  'InvalidParameter.ServerGroup': 'target.id',
};

/**
 * Puts what the API refused at the fields it belongs to. Returns the message for the form as a whole:
 * null when every issue found its field.
 */
export function applyIssues<T extends FieldValues>(
  error: ApiError,
  fields: readonly FieldPath<T>[],
  setError: UseFormSetError<T>,
): string | null {
  const issues = issuesOf(error);
  const rest: string[] = [];
  for (const issue of issues) {
    const field =
      fields.find((name) => name === issue.path) ??
      fields.find((name) => issue.path.startsWith(`${name}.`) || (issue.path !== '' && name.startsWith(`${issue.path}.`)));
    if (field) {
      setError(field, { type: issue.code, message: issue.message });
    } else {
      rest.push(issue.message);
    }
  }
  if (issues.length === 0) {
    return error.message;
  }
  return rest.length === 0 ? null : rest.join(' ');
}

/** What the API refused, with the path it belongs to where that is known. */
export function issuesOf({ problem }: ApiError): { path: string; code: string; message: string }[] {
  if (!problem) {
    return [];
  }
  const path = FIELD_OF_CODE[problem.code];
  return problem.issues ?? (path ? [{ path, code: problem.code, message: problem.detail }] : []);
}

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError
    ? error
    : new ApiError(error instanceof Error ? error.message : String(error), { status: 500, cause: error });
}
