import type { Random } from '../random';
import { APPS } from './draw';

/** Namespaces, the root's seldom. */
export const namespace = (r: Random): string => r.one(['a', 'a', 'a', 'b', 'b', 'b', 'istio-system']);
export const fqdn = (name: string, ns: string): string => `${name}.${ns}.svc.cluster.local`;

export const OUTSIDE = ['ext.example.com', 'api.example.com', 'db.example.com', '*.example.com', '*.com', 'deep.api.example.com'];

/** A host that other objects are likely to have, too. */
export function host(r: Random, wildcards = true): string {
  const pick = r.below(10);
  if (pick < 3) return r.one(APPS);
  if (pick < 6) return fqdn(r.one(APPS), r.one(['a', 'b']));
  if (pick < 8) return r.one(wildcards ? OUTSIDE : OUTSIDE.filter((h) => !h.startsWith('*')));
  if (pick < 9 && wildcards) return r.one(['*.a.svc.cluster.local', '*.b.svc.cluster.local', '*.local', '*.cluster.local']);
  return fqdn(r.one(APPS), r.one(['a', 'b']));
}

/** Where an object is seen; undefined is the mesh's default. */
export function exportTo(r: Random, own: string): string[] | undefined {
  const other = own === 'a' ? 'b' : 'a';
  const pick = r.below(13);
  if (pick < 6) return undefined;
  if (pick < 8) return ['.'];
  if (pick < 9) return ['*'];
  if (pick < 10) return [own];
  if (pick < 11) return [other];
  if (pick < 12) return ['.', other];
  return ['~'];
}

export const PORTS = [80, 80, 8080, 8080, 9090, 443, 3306, 27017];
export const PROTOCOLS = ['http', 'http', 'http', 'grpc', 'http2', 'tcp', 'tcp', 'https', 'tls', '', '', 'mongo', 'mysql', 'redis', 'grpc-web'];
export const SUBSETS = ['v1', 'v2', 'canary'];
export const defined = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
export const seconds = (r: Random): string => r.one(['1s', '2s', '0.5s', '10s', '30s']);
