import { text } from '../grammar/given';
import { unmatchedHost } from '../grammar/unmatched';

/**
 * A host of an access rule, without the final dot of a fully qualified name: planes add that spelling where clients could evade a rule with it.
 *
 * @internal
 */
export function accessHost(what: string, host: string): string {
  text(what, host);
  const wrong = unmatchedHost(host);
  if (host === '' || wrong) {
    throw new Error(`${what} must be a host as clients send it, in ASCII and without scheme, path and spaces, got: '${host}'; use ${wrong?.use ? `'${wrong.use}'` : "a name such as 'shop.example.com'"}`);
  }
  return /[^.*]\.$/.test(host) ? host.slice(0, -1) : host;
}
