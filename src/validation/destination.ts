import { isDnsLabel, wildcardDomainError } from './hosts';
import { checkHeaders } from './http-headers';
import { Place } from './place';
import { checkPort } from './ports';
import { show } from './problem';
import { Fields, list, number, object, objects, text } from './values';

/** A host, with an optional subset and port. */
export function checkDestination(destination: unknown, place: Place): void {
  const given = object(destination);
  if (!given) return;
  const host = text(given.host);
  const error = host === '*' ? "'*' is every host" : wildcardDomainError(host);
  if (error) place.at('host').error('MESH101', `a request goes to one host: ${error}`, 'use a service or an external host');
  if (text(given.subset) !== '') checkSubsetName(text(given.subset), place.at('subset'));
  const port = object(given.port);
  if (port) checkPort(number(port.number), place.at('port', 'number'));
}

export function checkSubsetName(name: string, place: Place): void {
  if (!isDnsLabel(name)) place.error('MESH112', name ? `the subset's name ${show(name)} is not a DNS label` : 'the subset needs a name', "use letters, digits and '-', such as v1");
}

/** The weighted destinations of an HTTP, TLS or TCP route. */
export function checkDestinations(routes: unknown, place: Place, kind: { readonly isHttp: boolean; readonly isInternal: boolean }): void {
  let total = 0;
  const isOne = list(routes).length === 1;
  for (const [route, i] of objects(routes)) {
    const at = place.at(i);
    checkOne(route, at, kind);
    total += number(route.weight);
  }
  // the schema reports a weight of another type
  const isCounted = objects(routes).every(([{ weight }]) => weight === undefined || typeof weight === 'number');
  if (list(routes).length > 1 && total === 0 && isCounted) {
    place.error('MESH106', 'the weights of the destinations add up to 0, so every request would fail', 'set a weight on each destination');
    return;
  }
  for (const [route, i] of objects(routes)) warnOfWeight(route, isOne, place.at(i).ours());
}

/** Istio accepts both, but most people mean something else. */
function warnOfWeight({ weight }: Fields, isOne: boolean, place: Place): void {
  if (isOne && weight === 0) place.at('weight').warn('MESH106', 'the only destination gets all requests, even with weight 0', 'remove weight; to send no requests there, remove the route');
  if (!isOne && weight === undefined) place.warn('MESH106', 'one of several destinations has no weight, which means 0: it gets no requests', 'set weight on each destination');
}

function checkOne(route: Fields, place: Place, { isHttp, isInternal }: { readonly isHttp: boolean; readonly isInternal: boolean }): void {
  if (!object(route.destination)) place.error('MESH104', 'a route needs a destination', 'add a destination with a host');
  if (isHttp && route.headers) checkHeaders(route.headers, place.at('headers'));
  if (!isInternal) checkDestination(route.destination, place.at('destination'));
  if (number(route.weight) < 0) place.at('weight').error('MESH106', `the weight must not be negative, got ${number(route.weight)}`, 'use a weight of 0 or more');
}
