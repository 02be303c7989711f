import { Fields, object, text } from './values';

/** The required members of a key of each type, in base64url unless it is the name of a curve. */
const PARTS: Record<string, string[]> = { RSA: ['n', 'e'], EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'], oct: ['k'] };

function keysOf(jwks: string): unknown[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(jwks);
  } catch (error) {
    return (error as Error).message;
  }
  const set = object(parsed);
  if (!set) return 'is not an object';
  if (set.keys === undefined) return [set]; // a single key
  return Array.isArray(set.keys) ? set.keys : "'keys' is not a list";
}

/** Why a text is not a JWKS, or undefined when it is one. */
export function jwksError(jwks: string): string | undefined {
  const keys = keysOf(jwks);
  if (typeof keys === 'string') return keys;
  for (const [i, key] of keys.entries()) {
    const fields = object(key);
    const parts = fields && PARTS[text(fields.kty)];
    if (!fields || !parts) return `key ${i} has no known type (kty)`;
    const missing = parts.find((part) => !isPart(part, fields));
    if (missing) return `key ${i} lacks '${missing}'`;
  }
  return undefined;
}

const isPart = (part: string, fields: Fields) => /^[A-Za-z0-9_+/-]+=*$/.test(text(fields[part]).trim());

/** Which keys contain private members. */
export function privateKeys(jwks: string): number[] {
  const keys = keysOf(jwks);
  if (typeof keys === 'string') return [];
  return keys.flatMap((key, i) => (text(object(key)?.d) || text(object(key)?.kty) === 'oct' ? [i] : []));
}
