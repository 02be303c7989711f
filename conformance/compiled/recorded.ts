/** istiod's answers for random worlds: a fingerprint of each listener, route configuration and cluster of each proxy. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Plain } from './comparison';

/** Of all listeners, all route configurations and all clusters of a proxy. */
export type Fingerprints = readonly [listeners: string, routes: string, clusters: string];
export interface RecordedWorld { readonly seed: number; readonly refused: readonly number[]; readonly proxies: readonly Fingerprints[] }

export const fingerprints = ({ listeners, routes, clusters }: Plain): Fingerprints => [fingerprint(listeners), fingerprint(routes), fingerprint(clusters)];
const fingerprint = (part: unknown): string => createHash('sha256').update(JSON.stringify(part)).digest('base64url').slice(0, 12);

export const recordedWorlds = (): RecordedWorld[] => JSON.parse(gunzipSync(readFileSync(join(__dirname, 'recorded.json.gz'))).toString()) as RecordedWorld[];
