/** Rows that were loaded with one query for many owners. */
export function byKey<K extends string, T extends Record<K, string>>(rows: T[], key: K): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const row of rows) {
    const bucket = map.get(row[key]);
    if (bucket) {
      bucket.push(row);
    } else {
      map.set(row[key], [row]);
    }
  }
  return map;
}

/** For rows that constraints of the database guarantee. */
export function must<T>(row: T | undefined, key: string | null): T {
  if (row === undefined) {
    throw new Error(`The row "${key}" that a constraint guarantees is missing.`);
  }
  return row;
}

export function only<T>(rows: Map<string, T[]>, key: string): T {
  return must(rows.get(key)?.[0], key);
}
