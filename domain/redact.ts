/** What stands in a log in place of a secret. */
const HIDDEN = '[hidden]';

/** Names of environment variables whose values open something. */
const NAMES_A_SECRET = /(^|_)DATABASE_URL$|(^|_)(SECRET|SECRET_PREVIOUS|PASSWORD)$/;
/** Shorter ones stand in ordinary words too; none of ours is. */
const LENGTH_MIN = 8;

const FIELDS = 'password|passwordHash|secret|clientSecret|token|tokenHash|token_hash|backupCodes|backup_codes';

/** Shapes of secrets that are not known beforehand, each with what is left of it. Repetitions are bounded: a line may be long. */
const SHAPES: readonly [RegExp, string][] = [
  // The password of a URL.
  [/(:\/\/[^\s:@/]{0,200}:)[^\s@/]{1,500}@/g, `$1${HIDDEN}@`],
  // Links that open something, and what single sign-on comes back with.
  [/([?&#](?:token|code|state|id_token|access_token|secret|password)=)[^&#\s"'\\]+/gi, `$1${HIDDEN}`],
  [/otpauth:\/\/[^\s"'\\]+/gi, `otpauth://${HIDDEN}`],
  [/(openslb\.(?:session_token|known_device|pending_sign_in)=)[^;\s"'\\]+/gi, `$1${HIDDEN}`],
  [/\b(Bearer|Basic)\s{1,9}[\w.~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  // API tokens (services/credential).
  [/\boslb_[\w-]{8,}/g, `oslb_${HIDDEN}`],
  // Fields of objects, as JSON and as programs print them; quotes may be escaped, since JSON stands in JSON.
  [new RegExp(String.raw`(\b(?:${FIELDS})\\{0,9}["']?\s{0,9}[:=]\s{0,9}\\{0,9}["'])[^"'\\]+`, 'gi'), `$1${HIDDEN}`],
  // Postgres shows the values of the row that it refused.
  [/(Failing row contains )\([^\n]*\)/g, `$1(${HIDDEN})`],
  [new RegExp(String.raw`(Key \([^)]{0,100}?(?:${FIELDS})[^)]{0,100}\)=)\([^)]{0,1000}\)`, 'gi'), `$1(${HIDDEN})`],
];

/**
 * Takes secrets out of what is about to be logged: the values of the given environment, wherever they stand, and what has the
 * shape of a secret. A net below code that logs none on purpose: errors bring along what they were about.
 */
export function createRedactor(variables: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const known = Object.entries(variables)
    .filter(([name]) => NAMES_A_SECRET.test(name))
    .flatMap(([, value = '']) => valuesOf(value))
    .filter((value) => value.length >= LENGTH_MIN)
    // A secret that is part of another one must not leave the rest of that.
    .sort((one, other) => other.length - one.length);
  return (text) => {
    const withoutKnown = known.reduce((rest, value) => rest.replaceAll(value, HIDDEN), text);
    return SHAPES.reduce((rest, [shape, left]) => rest.replaceAll(shape, left), withoutKnown);
  };
}

/** Of a URL its password, as it is written and as it is meant; else the value, and each of a list. */
function valuesOf(value: string): string[] {
  if (URL.canParse(value)) {
    const { password } = new URL(value);
    return [password, decoded(password)];
  }
  return [value, ...value.split(',').map((one) => one.trim())];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
