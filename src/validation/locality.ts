import { Place } from './place';
import { show } from './problem';
import { Fields, entries, number, object, objects, text, texts } from './values';

const TOPOLOGY = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone'];

/** Where requests of a place go: shares of other places, or the next when it fails. */
export function checkLocality(setting: unknown, hasOutlierDetection: boolean, place: Place): void {
  const given = object(setting);
  if (!given) return;
  const [distribute, failover, priority] = [objects(given.distribute), objects(given.failover), texts(given.failoverPriority)];
  if (distribute.length && failover.length) return place.error('MESH113', 'distribute and failover can\'t be set together', 'keep distribute or failover');
  const topology = priority.find(([label]) => TOPOLOGY.includes(label));
  if (failover.length && topology) {
    return place.at('failoverPriority', topology[1]).error('MESH113', `failover orders the regions already; ${show(topology[0])} can't order them again`, 'keep failover or failoverPriority');
  }
  for (const [rule, i] of distribute) if (!checkShares(rule, place.at('distribute', i))) return;
  checkPlaces(distribute.map(([rule, i]) => [text(rule.from), place.at('distribute', i, 'from')]));
  checkFailover(given, hasOutlierDetection, place);
}

/** The same with Envoy's own awareness of zones: only the order of regions is left to say. */
export function checkZoneAware(setting: unknown, hasOutlierDetection: boolean, place: Place): void {
  const given = object(setting);
  if (!given) return;
  for (const [label, i] of texts(given.failoverPriority)) {
    if (TOPOLOGY.includes(label)) place.at('failoverPriority', i).error('MESH113', `regions and zones are ordered already; ${show(label)} can't order them again`, 'use other labels');
  }
  checkFailover(given, hasOutlierDetection, place);
}

function checkFailover(setting: Fields, hasOutlierDetection: boolean, place: Place): void {
  const failover = objects(setting.failover);
  if ((failover.length || texts(setting.failoverPriority).length) && !hasOutlierDetection) {
    place.warn('MESH124', 'without outlierDetection no endpoint is ever taken for failed, so nothing fails over', 'add outlierDetection');
  }
  for (const [{ from, to }, i] of failover) {
    const at = place.at('failover', i);
    const [a, b] = [text(from), text(to)];
    if (a === b) at.error('MESH113', `the region ${show(a)} can't fail over to itself`, 'name another region');
    if (a.includes('/') || b.includes('/')) at.error('MESH113', `failover is between regions, got ${show(a)} and ${show(b)}`, 'name the regions without zones');
    if (a.includes('*') || b.includes('*')) at.error('MESH113', 'a region can\'t have a wildcard', 'name the regions');
  }
}

/** Shares are from 1 to 100 and make 100 together; after the first wrong one nothing more is said. */
function checkShares(rule: Fields, place: Place): boolean {
  const shares = entries(rule.to);
  const wrong = shares.find(([, share]) => number(share) <= 0 || number(share) > 100);
  if (wrong) {
    place.at('to', wrong[0]).error('MESH113', `a share is from 1 to 100, got ${show(wrong[1])}`, 'use 1 to 100, or leave the place out');
    return false;
  }
  const total = shares.reduce((sum, [, share]) => sum + number(share), 0);
  if (total !== 100) {
    place.at('to').error('MESH113', `the shares add up to ${total}, not to 100`, 'make the shares add up to 100');
    return false;
  }
  checkPlaces(shares.map(([name]) => [name, place.at('to', name)]));
  return true;
}

/** Places are REGION/ZONE/SUBZONE, may end with a wildcard, and must not cover each other. */
function checkPlaces(places: [string, Place][]): void {
  const seen: string[][] = [];
  for (const [name, at] of places) {
    const stars = name.split('*').length - 1;
    if (stars > 1 || (stars === 1 && !name.endsWith('*'))) return at.error('MESH113', `a wildcard ends the place, got ${show(name)}`, 'write REGION/*, or REGION/ZONE/*');
    const slash = name.split('/');
    const parts = slash.length > 3 ? [slash[0], slash[1], slash.slice(2).join('/')] : slash;
    if (parts.includes('')) return at.error('MESH113', `${show(name)} has an empty part`, 'write REGION, REGION/ZONE or REGION/ZONE/SUBZONE');
    if (seen.some((other) => isCovered(parts, other))) return at.error('MESH113', `${show(name)} is covered by a place before it`, 'put the narrower place first, or remove it');
    seen.push(parts);
  }
}

/** A missing part is any; only '*' alone at the beginning covers what has other names there. */
function isCovered(parts: string[], other: string[]): boolean {
  if (other[0] === '*') return true;
  if (parts[0] !== other[0]) return false;
  if (parts.length === 1) return true; // a region after one of its own zones
  if (other.length === 1 || other[1] === '*') return true;
  if (parts[1] !== other[1]) return false;
  if (parts.length === 2) return true;
  return other.length === 2 || other[2] === '*' || parts[2] === other[2];
}
