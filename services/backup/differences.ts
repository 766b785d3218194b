/** The fields of `wanted` that differ from `present`; those that `wanted` does not have are no wish. */
export function differences(wanted: Record<string, unknown>, present: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(wanted)
      .filter(([name, value]) => value !== undefined && !holds(value, present[name]))
      // The API takes a health check whole: what the file leaves out of it stays as it is.
      .map(([name, value]) => [
        name,
        name === 'healthCheck' && isRecord(value) && isRecord(present[name]) ? { ...present[name], ...value } : value,
      ]),
  );
}

/** Whether all that `wanted` says is so in `present`; the order of the entries of a list is none of it. */
export function holds(wanted: unknown, present: unknown): boolean {
  if (Array.isArray(wanted) && Array.isArray(present)) {
    const left = [...present];
    return (
      wanted.length === present.length &&
      wanted.every((one) => {
        const at = left.findIndex((other) => holds(one, other));
        return at >= 0 && left.splice(at, 1).length === 1;
      })
    );
  }
  if (isRecord(wanted) && isRecord(present)) {
    return Object.entries(wanted).every(([name, value]) => value === undefined || holds(value, present[name]));
  }
  return (wanted ?? null) === (present ?? null);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
