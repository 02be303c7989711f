import { createHash } from 'crypto';

const LONGEST = 63;
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/**
 * The name of the mesh that Google's control plane creates for a GKE cluster in `networkservices`. Clients outside Kubernetes (Cloud Run, VMs,
 * proxyless gRPC) join the mesh by this name.
 *
 * It equals the result of the namer in Google's gRPC bootstrap generator: `gsmmesh-H4-CLUSTER-LOCATION-H12`, at most 63 characters.
 *
 * @see https://github.com/GoogleCloudPlatform/traffic-director-grpc-bootstrap (csmnamer)
 */
export function meshResourceName(cluster: string, location: string): string {
  const parts = [cluster, location];
  const prefix = `gsmmesh-${digest(parts, 4)}`;
  const suffix = digest(parts, 12);
  const readable = parts.filter((p) => /^[\p{Nd}\p{L}-]+$/u.test(p));
  const room = LONGEST - prefix.length - suffix.length - readable.length - 1;
  return [prefix, ...room < readable.length ? [] : trim(readable, room), suffix].join('-');
}

function digest(parts: readonly string[], length: number): string {
  const bytes = createHash('sha256').update(parts.join(';')).digest();
  return [...bytes.subarray(0, length)].map((b) => DIGITS[b % DIGITS.length]).join('');
}

/** Shortens each part in proportion to its length; the first parts absorb the rounding. */
function trim(parts: readonly string[], room: number): readonly string[] {
  const total = parts.reduce((n, p) => n + p.length, 0);
  if (total <= room) {
    return parts;
  }
  const lengths = parts.map((p) => p.length - Math.floor(p.length * (total - room) / total) - 1);
  let left = room - lengths.reduce((a, b) => a + b, 0);
  return parts.map((p, i) => p.slice(0, lengths[i] + (left-- > 0 ? 1 : 0)));
}

/** @internal */
export function meshName(what: string, name: string): string {
  if (!/^[a-zA-Z][a-zA-Z0-9-]{0,63}$/.test(name)) {
    throw new Error(`${what} must begin with a letter and consist of letters, digits and '-', at most 64 characters in all, got: '${name}'`);
  }
  return name;
}
