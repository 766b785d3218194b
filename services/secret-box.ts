import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { readEnvironment } from './environment.ts';

/** What is encrypted; each has a key of its own, so that what one part stores says nothing to another. */
export type SecretPurpose = 'access-key' | 'second-factor' | 'sign-on';

const FORMAT = 'v1';
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const KEY_ID_BYTES = 6;
const IV_BYTES = 12;
const TAG_BYTES = 16;

interface Key {
  /** Says nothing of the key, and which of several it is. */
  id: string;
  bytes: Buffer;
}

/** What is sealed was sealed with a secret that is not known any more, or for something else, or it was changed. */
export class SecretNotReadable extends Error {
  override readonly name = 'SecretNotReadable';
}

/**
 * Keeps secrets that must be read again. Sealed is text: `v1.<key id>.<iv, ciphertext and tag, base64url>`. The first
 * secret seals; any of them opens, so that OPENSLB_SECRET can be changed while the one before is still known.
 */
export class SecretBox {
  readonly #purpose: SecretPurpose;
  readonly #keys: readonly [Key, ...Key[]];

  constructor(purpose: SecretPurpose, [newest, ...older]: readonly [string, ...string[]]) {
    this.#purpose = purpose;
    this.#keys = [deriveKey(purpose, newest), ...older.map((secret) => deriveKey(purpose, secret))];
  }

  /** `owner`: the id of the row; sealed text that is copied into another row does not open there. */
  seal(text: string, owner: string): string {
    const [key] = this.#keys;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, key.bytes, iv, { authTagLength: TAG_BYTES }).setAAD(this.#boundTo(owner));
    const bytes = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${FORMAT}.${key.id}.${bytes.toString('base64url')}`;
  }

  /** Throws SecretNotReadable. */
  open(sealed: string, owner: string): string {
    const [format, keyId, content = ''] = sealed.split('.');
    const key = this.#keys.find(({ id }) => id === keyId);
    const bytes = Buffer.from(content, 'base64url');
    if (format !== FORMAT || !key || bytes.length < IV_BYTES + TAG_BYTES) {
      throw new SecretNotReadable(`This ${this.#purpose} was not sealed with OPENSLB_SECRET as it is now`);
    }
    const decipher = createDecipheriv(CIPHER, key.bytes, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(this.#boundTo(owner))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch (cause) {
      throw new SecretNotReadable(`This ${this.#purpose} was sealed for another row, or has been changed`, { cause });
    }
  }

  /** Whether it would be sealed with another key today: until no row says so, the secret before is still needed. */
  isOutdated(sealed: string): boolean {
    return !sealed.startsWith(`${FORMAT}.${this.#keys[0].id}.`);
  }

  #boundTo(owner: string): Buffer {
    return Buffer.from(`${this.#purpose}:${owner}`);
  }
}

/** OPENSLB_SECRET has enough entropy of its own (32 random characters), so no slow derivation is called for. */
function deriveKey(purpose: SecretPurpose, secret: string): Key {
  const derive = (what: string, length: number) => Buffer.from(hkdfSync('sha256', secret, 'openslb', `${purpose} ${what}`, length));
  return { id: derive('key id', KEY_ID_BYTES).toString('hex'), bytes: derive('key', KEY_BYTES) };
}

export function secretBox(purpose: SecretPurpose): SecretBox {
  const { secret, previousSecrets } = readEnvironment();
  return new SecretBox(purpose, [secret, ...previousSecrets]);
}
