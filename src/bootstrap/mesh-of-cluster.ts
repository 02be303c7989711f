import { createHash } from 'crypto';
import * as google from '../google/names';

const LONGEST = 63;
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Name of the mesh that Google's control plane makes for a cluster whose services take routes of Gateway API or Istio. */
export function meshOfCluster(cluster: string, location: string): string {
  if (!/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(cluster)) {
    throw new Error(`the name of a GKE cluster must begin with a letter and consist of lower-case letters, digits and '-', at most 40 in all, got: '${cluster}'`);
  }
  google.location(`the location of GKE cluster '${cluster}'`, location);
  const bytes = createHash('sha256').update(`${cluster};${location}`).digest();
  const hash = [...bytes.subarray(0, 12)].map((b) => DIGITS[b % DIGITS.length]).join('');
  const frame = `gsmmesh-${hash.slice(0, 4)}---${hash}`.length;
  return ['gsmmesh', hash.slice(0, 4), ...shortened([cluster, location], LONGEST - frame), hash].join('-');
}

/** Both parts cut in proportion to their lengths, so that they fit; what rounding leaves goes to the first. */
function shortened(parts: readonly string[], room: number): readonly string[] {
  const total = parts.reduce((sum, p) => sum + p.length, 0);
  if (total <= room) {
    return parts;
  }
  const lengths = parts.map((p) => p.length - Math.floor((p.length * (total - room)) / total) - 1);
  const left = room - lengths.reduce((a, b) => a + b, 0);
  return parts.map((p, i) => p.slice(0, lengths[i] + (i < left ? 1 : 0)));
}
