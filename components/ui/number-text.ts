/** What a number field holds: nothing, a number, or text that the schema refuses by its rule. */
export function numberOrText(value: unknown): unknown {
  if (typeof value !== 'string') {
    return value;
  }
  const text = value.trim();
  if (text === '') {
    return undefined;
  }
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** For optional fields, where nothing means null. */
export function textOrNull(value: unknown): unknown {
  return typeof value === 'string' && value.trim() === '' ? null : value;
}

export function numberOrNull(value: unknown): unknown {
  return numberOrText(value) ?? null;
}

/** For fields where null means off, so that nothing typed is no value and is refused. */
export function numberOrNothing(value: unknown): unknown {
  return typeof value === 'string' ? (numberOrText(value) ?? '') : value;
}
