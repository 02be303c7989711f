import { checkCors } from './cors';
import { checkDestination, checkDestinations } from './destination';
import { checkDuration } from './durations';
import { checkFault } from './fault';
import { checkAuthority, checkHeaders } from './http-headers';
import { checkHttpMatches } from './http-match';
import { Place } from './place';
import { checkDirectResponse, checkRedirect, checkRewrite } from './redirect';
import { checkRetries } from './retries';
import { Fields, isSet, list, number, object, objects } from './values';

/** One rule of a VirtualService for HTTP. */
export function checkHttpRoute(route: Fields, place: Place, isDelegate: boolean, isInternal: boolean): void {
  checkConflicts(route, place, isDelegate);
  // most rules set few of these fields, and there are many rules
  if (route.match) checkHttpMatches(route.match, place.at('match'));
  if (route.headers) checkHeaders(route.headers, place.at('headers'));
  if (route.corsPolicy) checkCors(route.corsPolicy, place.at('corsPolicy'));
  if (route.fault) checkFault(route.fault, place.at('fault').ours());
  checkMirrors(route, place);
  if (route.redirect) checkRedirect(route.redirect, objects(route.match).map(([match]) => match), place.at('redirect'));
  if (route.directResponse) checkDirectResponse(route.directResponse, place.at('directResponse'));
  if (route.retries) checkRetries(route.retries, place.at('retries'));
  if (route.rewrite) checkRewrite(route.rewrite, place.at('rewrite'));
  checkAuthority(route, place);
  if (route.route) checkDestinations(route.route, place.at('route'), { isHttp: true, isInternal });
  if (route.timeout) checkDuration(route.timeout, place.at('timeout'));
}

/** A rule may only do one thing with a request. */
function checkConflicts(route: Fields, place: Place, isDelegate: boolean): void {
  const has = (field: string) => object(route[field]) !== undefined;
  const hasRoute = list(route.route).length > 0;
  if (has('delegate') && !isDelegate) {
    if (has('redirect')) place.at('redirect').error('MESH105', 'a rule with a delegate can\'t redirect', 'redirect in the delegate');
    if (hasRoute) place.at('route').error('MESH105', 'a rule with a delegate can\'t have a route', 'move the route into the delegate');
    return;
  }
  if (has('delegate')) place.at('delegate').error('MESH105', 'a delegate can\'t delegate again', 'refer to the last delegate in the root');

  const action = has('redirect') ? 'redirect' : has('directResponse') ? 'directResponse' : undefined;
  if (action) {
    if (hasRoute) place.at('route').error('MESH105', `a rule can't have both route and ${action}`, `keep route or ${action}`);
    for (const other of ['fault', 'rewrite', ...(action === 'redirect' ? ['directResponse'] : [])]) {
      if (has(other)) place.at(other).error('MESH105', `a rule can't have both ${other} and ${action}`, `keep ${other} or ${action}`);
    }
  } else if (!hasRoute) {
    place.error('MESH104', 'the rule has no route, redirect or directResponse', 'add route, redirect or directResponse');
  }
  if (has('mirror') && list(route.mirrors).length) place.at('mirror').error('MESH105', 'mirror and mirrors can\'t be set together', 'move mirror into mirrors');
}

function checkMirrors(route: Fields, place: Place): void {
  if (route.mirror) checkDestination(route.mirror, place.at('mirror'));
  if (isSet(route.mirrorPercent)) {
    const at = place.at('mirrorPercent');
    if (number(route.mirrorPercent) > 100) at.error('MESH106', `at most 100 percent can be mirrored, got ${number(route.mirrorPercent)}`, 'use mirrorPercentage: { value: … } with a number from 0 to 100');
    at.warn('MESH123', 'mirrorPercent is deprecated, and a later release removes it', 'use mirrorPercentage: { value: … }');
  }
  if (route.mirrorPercentage) checkShare(route.mirrorPercentage, place.at('mirrorPercentage'));
  for (const [mirror, i] of objects(route.mirrors)) {
    const at = place.at('mirrors', i);
    if (!object(mirror.destination)) {
      at.error('MESH104', 'a mirror needs a destination', 'add a destination with a host');
      continue;
    }
    checkDestination(mirror.destination, at.at('destination'));
    checkShare(mirror.percentage, at.at('percentage'));
  }
}

function checkShare(share: unknown, place: Place): void {
  const value = number(object(share)?.value);
  if (value < 0 || value > 100) place.at('value').error('MESH106', `the mirror percentage must be from 0 to 100, got ${value}`, 'use a number from 0 to 100');
}
