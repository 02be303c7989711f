import type { CookieAttribute, HashCookie, MaglevOptions, RingHashOptions } from '../consistent-hash';
import { anyText, durationOrZero, text, uint32 } from './check';
import { list, refuse, struct } from './json';
import { isPrime } from '../../grammar/prime';

export const ringHashOptions = struct<RingHashOptions>((p, at) => ({
  minimumRingSize: uint32(p.minimumRingSize, at, 'minimumRingSize'),
}));

export const maglevOptions = struct<MaglevOptions>((p, at) => {
  if (p.tableSize !== undefined && (p.tableSize >= 5000011 || (p.tableSize !== 1 && !isPrime(p.tableSize)))) {
    refuse(at, `tableSize must be a prime number below 5000011, got: ${p.tableSize}`);
  }
  return {
    tableSize: uint32(p.tableSize ?? 65537, at, 'tableSize'),
  };
});

export const cookieAttribute = struct<CookieAttribute>((p, at) => ({
  name: text(p.name, at, 'name'),
  value: anyText(p.value, at, 'value'),
}));

export const hashCookie = struct<HashCookie>((p, at) => {
  const repeated = (p.attributes ?? []).find((a, i, all) => all.findIndex((b) => b.name === a.name) !== i);
  if (repeated !== undefined) {
    refuse(at, `attributes has '${repeated.name}' twice; remove one`);
  }
  return {
    name: text(p.name, at, 'name'),
    path: text(p.path, at, 'path'),
    ttl: durationOrZero(p.ttl, at, 'ttl'),
    attributes: list(p.attributes, at, 'attributes', cookieAttribute),
  };
});
