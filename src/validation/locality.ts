import { Place } from './place';
import { show } from './problem';
import { Fields, entries, number, object, objects, text, texts } from './values';

const TOPOLOGY = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone'];

/** Where requests from a locality go: to weighted localities, or to the next one on failure. */
export function checkLocality(setting: unknown, hasOutlierDetection: boolean, place: Place): void {
  const given = object(setting);
  if (!given) return;
  const [distribute, failover, priority] = [objects(given.distribute), objects(given.failover), texts(given.failoverPriority)];
  if (distribute.length && failover.length) return place.error('MESH113', 'distribute and failover can\'t be set together', 'keep distribute or failover');
  const topology = priority.find(([label]) => TOPOLOGY.includes(label));
  if (failover.length && topology) {
    return place.at('failoverPriority', topology[1]).error('MESH113', `failover already orders the regions, so ${show(topology[0])} can't be used in failoverPriority`, 'keep failover or failoverPriority');
  }
  for (const [rule, i] of distribute) if (!checkShares(rule, place.at('distribute', i))) return;
  checkPlaces(distribute.map(([rule, i]) => [text(rule.from), place.at('distribute', i, 'from')]));
  checkFailover(given, hasOutlierDetection, place);
}

/** Locality settings with Envoy's zone-aware routing: only the order of regions can be configured. */
export function checkZoneAware(setting: unknown, hasOutlierDetection: boolean, place: Place): void {
  const given = object(setting);
  if (!given) return;
  for (const [label, i] of texts(given.failoverPriority)) {
    if (TOPOLOGY.includes(label)) place.at('failoverPriority', i).error('MESH113', `regions and zones are already ordered, so ${show(label)} can't be used in failoverPriority`, 'use other labels');
  }
  checkFailover(given, hasOutlierDetection, place);
}

function checkFailover(setting: Fields, hasOutlierDetection: boolean, place: Place): void {
  const failover = objects(setting.failover);
  if ((failover.length || texts(setting.failoverPriority).length) && !hasOutlierDetection) {
    place.warn('MESH124', 'without outlierDetection no endpoint is ever considered unhealthy, so nothing fails over', 'add outlierDetection');
  }
  for (const [{ from, to }, i] of failover) {
    const at = place.at('failover', i);
    const [a, b] = [text(from), text(to)];
    if (a === b) at.error('MESH113', `the region ${show(a)} can't fail over to itself`, 'use a different region');
    if (a.includes('/') || b.includes('/')) at.error('MESH113', `failover is between regions, got ${show(a)} and ${show(b)}`, 'use regions without zones');
    if (a.includes('*') || b.includes('*')) at.error('MESH113', 'a region can\'t have a wildcard', 'list the regions');
  }
}

/** Weights are from 1 to 100 and add up to 100; stops at the first wrong one. */
function checkShares(rule: Fields, place: Place): boolean {
  const shares = entries(rule.to);
  const wrong = shares.find(([, share]) => number(share) <= 0 || number(share) > 100);
  if (wrong) {
    place.at('to', wrong[0]).error('MESH113', `a weight must be from 1 to 100, got ${show(wrong[1])}`, 'use 1 to 100, or remove the locality');
    return false;
  }
  const total = shares.reduce((sum, [, share]) => sum + number(share), 0);
  if (total !== 100) {
    place.at('to').error('MESH113', `the weights add up to ${total}, not to 100`, 'make the weights add up to 100');
    return false;
  }
  checkPlaces(shares.map(([name]) => [name, place.at('to', name)]));
  return true;
}

/** Localities are REGION/ZONE/SUBZONE, may end with a wildcard, and must not overlap. */
function checkPlaces(places: [string, Place][]): void {
  const seen: string[][] = [];
  for (const [name, at] of places) {
    const stars = name.split('*').length - 1;
    if (stars > 1 || (stars === 1 && !name.endsWith('*'))) return at.error('MESH113', `a wildcard must be at the end of a locality, got ${show(name)}`, 'use REGION/*, or REGION/ZONE/*');
    const slash = name.split('/');
    const parts = slash.length > 3 ? [slash[0], slash[1], slash.slice(2).join('/')] : slash;
    if (parts.includes('')) return at.error('MESH113', `${show(name)} has an empty part`, 'use REGION, REGION/ZONE or REGION/ZONE/SUBZONE');
    if (seen.some((other) => isCovered(parts, other))) return at.error('MESH113', `${show(name)} is covered by an earlier locality`, 'put the more specific locality first, or remove it');
    seen.push(parts);
  }
}

/** A missing part matches anything; only a leading '*' covers other names there. */
function isCovered(parts: string[], other: string[]): boolean {
  if (other[0] === '*') return true;
  if (parts[0] !== other[0]) return false;
  if (parts.length === 1) return true; // a region after one of its own zones
  if (other.length === 1 || other[1] === '*') return true;
  if (parts[1] !== other[1]) return false;
  if (parts.length === 2) return true;
  return other.length === 2 || other[2] === '*' || parts[2] === other[2];
}
