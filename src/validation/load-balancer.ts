import { checkDuration, checkReadable } from './durations';
import { checkLocality, checkZoneAware } from './locality';
import { Place } from './place';
import { show } from './problem';
import { Fields, isSet, number, object, objects, text } from './values';
import { isPrime } from '../grammar/prime';

/** How requests are distributed to the endpoints of a host. */
export function checkLoadBalancer(balancer: unknown, outlier: Fields | undefined, place: Place): void {
  const given = object(balancer);
  if (!given) return;
  const hash = object(given.consistentHash);
  if (hash) checkHash(hash, place.at('consistentHash'));
  if (object(given.localityLbSetting) && object(given.zoneAwareLbSetting)) {
    place.error('MESH105', 'localityLbSetting and zoneAwareLbSetting can\'t be set together', 'keep localityLbSetting or zoneAwareLbSetting');
  }
  checkLocality(given.localityLbSetting, outlier !== undefined, place.at('localityLbSetting'));
  checkZoneAware(given.zoneAwareLbSetting, outlier !== undefined, place.at('zoneAwareLbSetting'));
  const warmup = object(given.warmup);
  if (warmup) checkWarmup(warmup, place.at('warmup'));
}

function checkHash(hash: Fields, place: Place): void {
  const cookie = object(hash.httpCookie);
  if (cookie) {
    const at = place.at('httpCookie');
    if (text(cookie.name) === '') at.at('name').error('MESH104', 'the cookie needs a name', 'set the name of the cookie');
    checkReadable(cookie.ttl, at.at('ttl'));
    const names = new Set<string>();
    for (const [attribute, i] of objects(cookie.attributes)) {
      const name = text(attribute.name);
      if (name === '') at.at('attributes', i, 'name').error('MESH104', 'the attribute of the cookie needs a name', 'set the name of the attribute, such as SameSite');
      else if (names.has(name)) at.at('attributes', i, 'name').error('MESH103', `the attribute ${show(name)} is set twice`, 'remove one of the two');
      names.add(name);
    }
  }
  const ringSize = number(hash.minimumRingSize);
  if (ringSize !== 0) place.at('minimumRingSize').warn('MESH123', 'minimumRingSize is deprecated in favor of ringHash', 'use ringHash: { minimumRingSize: … }');
  const maglev = object(hash.maglev);
  if (ringSize !== 0 && (maglev || object(hash.ringHash))) place.at('minimumRingSize').error('MESH105', 'minimumRingSize can\'t be combined with ringHash or maglev', 'use ringHash.minimumRingSize');
  if (maglev) checkTableSize(number(maglev.tableSize), place.at('maglev', 'tableSize'));
}

const TABLE_LIMIT = 5000011;

function checkTableSize(size: number, place: Place): void {
  if (size === 0) return place.error('MESH104', 'maglev needs tableSize', 'use a prime number such as 65537');
  if (size === 1) place.ours().warn('MESH124', 'a table with one entry sends all requests to one endpoint', 'use a prime number such as 65537, well above the number of endpoints');
  if (size >= TABLE_LIMIT) place.error('MESH106', `the table must have fewer than ${TABLE_LIMIT} entries, got ${size}`, 'use a prime number such as 65537');
  else if (size !== 1 && !isPrime(size)) place.error('MESH106', `the size of the table must be a prime number, got ${size}`, 'use a prime number such as 65537');
}

function checkWarmup(warmup: Fields, place: Place): void {
  if (!isSet(warmup.duration)) place.error('MESH104', 'the warm-up needs a duration', 'set duration');
  else checkDuration(warmup.duration, place.at('duration'));
  if (number(warmup.minimumPercent) > 100) place.at('minimumPercent').error('MESH106', `minimumPercent must be at most 100, got ${number(warmup.minimumPercent)}`, 'use a number from 0 to 100');
  if (isSet(warmup.aggression) && number(warmup.aggression) <= 0) place.at('aggression').error('MESH106', 'aggression must be above 0', 'use 1.0 for a linear warm-up');
}
