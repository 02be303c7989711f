import { isGenerated } from './annotations';
import { checkExportTo } from './attachment';
import { checkDestinations } from './destination';
import { checkGatewayNames } from './gateway-names';
import { isSubsetOf, overlap, sniDomainError, wildcardDomainError } from './hosts';
import { isClaim } from './http-headers';
import { checkHttpRoute } from './http-route';
import { checkLabels } from './labels';
import { Place } from './place';
import { checkPort } from './ports';
import { show } from './problem';
import { checkReach } from './unreachable';
import { entries, Fields, list, number, objects, texts } from './values';
import { cidrError, isIpAddress } from '../grammar/ip';

/** VirtualService: hosts, gateways, and the rules for HTTP, TLS and TCP. Without hosts it is a delegate of another. */
export function virtualService(spec: Fields, place: Place, manifest: Fields, namespace: string): void {
  const isInternal = isGenerated(manifest, 'route');
  const isDelegate = !list(spec.hosts).length;
  if (isDelegate) {
    for (const field of ['gateways', 'tls', 'tcp']) {
      if (list(spec[field]).length) place.at(field).error('MESH105', `without hosts this is a delegate, which can't have ${field}`, `add hosts, or remove ${field}`);
    }
  }
  const gateways = texts(spec.gateways).map(([name]) => name);
  if (spec.gateways) checkGatewayNames(spec.gateways, place.at('gateways'), isInternal);
  const isBound = list(spec.gateways).length > 0 && !gateways.includes('mesh');
  if (!isBound) checkNoClaims(spec, place);
  checkHosts(spec, place, isBound);

  if (!['http', 'tcp', 'tls'].some((field) => list(spec[field]).length)) place.error('MESH104', 'the VirtualService has no rules', 'add http, tls or tcp');
  for (const [route, i] of objects(spec.http)) checkHttpRoute(route, place.at('http', i), isDelegate, isInternal);
  // SNI hosts count as a gateway's unless the mesh is named, even without any gateway
  for (const [route, i] of objects(spec.tls)) checkTlsRoute(route, place.at('tls', i), spec, { isBound: !gateways.includes('mesh'), isInternal });
  for (const [route, i] of objects(spec.tcp)) checkTcpRoute(route, place.at('tcp', i), isInternal);
  checkExportTo(spec, namespace, place);
  for (const field of ['http', 'tcp', 'tls']) if (spec[field]) checkReach(spec[field], place.at(field), field === 'http');
}

function checkNoClaims(spec: Fields, place: Place): void {
  for (const [route, i] of objects(spec.http)) {
    for (const [match, n] of objects(route.match)) {
      if (!match.headers && !match.withoutHeaders) continue;
      for (const field of ['headers', 'withoutHeaders']) {
        for (const [name] of entries(match[field])) {
          if (isClaim(name)) place.at('http', i, 'match', n, field, name).error('MESH108', `requests can only be matched by the claim ${show(name)} at a gateway`, 'bind the VirtualService to a gateway only');
        }
      }
    }
  }
}

function checkHosts(spec: Fields, place: Place, isBound: boolean): void {
  const hosts = texts(spec.hosts);
  const hasSni = objects(spec.tls).some(([route]) => objects(route.match).some(([match]) => list(match.sniHosts).length));
  let allValid = true;
  for (const [host, i] of hosts) {
    const error = isBound ? boundHostError(host, hasSni) : wildcardDomainError(host);
    if (error && !isIpAddress(host)) {
      place.at('hosts', i).error('MESH101', error, "use a service's name, a fully qualified name, or '*.DOMAIN'");
      allValid = false;
    } else if (!error && !isBound && host === '*') {
      place.at('hosts', i).error('MESH101', "'*' would match every request inside the mesh", 'list the hosts, or bind the VirtualService to a gateway');
      allValid = false;
    }
  }
  if (!allValid || hosts.length < 2) return;
  hosts.forEach(([host, i], n) => {
    const same = hosts.slice(0, n).find(([other]) => overlap(other, host));
    if (same) place.at('hosts', i).error('MESH103', `${show(host)} and ${show(same[0])} overlap`, 'remove the narrower one');
  });
}

function boundHostError(host: string, hasSni: boolean): string | undefined {
  return hasSni && host.startsWith('outbound_') && host.length <= 255 ? sniDomainError(host) : wildcardDomainError(host);
}

function checkTlsRoute(route: Fields, place: Place, spec: Fields, of: { readonly isBound: boolean; readonly isInternal: boolean }): void {
  if (!list(route.match).length) place.error('MESH104', 'a TLS rule needs a match', 'match by sniHosts');
  for (const [match, i] of objects(route.match)) {
    const at = place.at('match', i);
    const sniHosts = texts(match.sniHosts);
    if (!sniHosts.length) at.error('MESH104', 'a TLS match needs at least one SNI host', 'add sniHosts');
    for (const [host, n] of sniHosts) checkSniHost(host, at.at('sniHosts', n), spec, of.isBound);
    checkL4Match(match, at);
  }
  checkL4Destinations(route, place, 'TLS', of.isInternal);
}

function checkSniHost(host: string, place: Place, spec: Fields, isBound: boolean): void {
  const error = isBound ? boundHostError(host, true) : wildcardDomainError(host);
  if (error) {
    if (isIpAddress(host)) place.warn('MESH124', `${show(host)} is an IP address; clients do not send addresses as SNI, so it never matches`, 'match by a host name');
    else place.error('MESH101', error, "use a fully qualified name or '*.DOMAIN'");
    return;
  }
  const hosts = texts(spec.hosts).map(([name]) => name);
  if (!hosts.some((other) => isSubsetOf(host, other))) {
    place.error('MESH101', `${show(host)} is not one of the hosts of this VirtualService (${hosts.join(', ')})`, 'add it to hosts, or match a different host');
  }
}

function checkTcpRoute(route: Fields, place: Place, isInternal: boolean): void {
  for (const [match, i] of objects(route.match)) checkL4Match(match, place.at('match', i));
  checkL4Destinations(route, place, 'TCP', isInternal);
}

function checkL4Match(match: Fields, place: Place): void {
  for (const [subnet, i] of texts(match.destinationSubnets)) checkSubnet(subnet, place.at('destinationSubnets', i));
  if (number(match.port) !== 0) checkPort(number(match.port), place.at('port'));
  checkLabels(match.sourceLabels, place.at('sourceLabels'));
  checkGatewayNames(match.gateways, place.at('gateways'));
}

function checkL4Destinations(route: Fields, place: Place, protocol: string, isInternal: boolean): void {
  if (!list(route.route).length) place.error('MESH104', `a ${protocol} rule needs a route`, 'add route with a destination');
  checkDestinations(route.route, place.at('route'), { isHttp: false, isInternal });
}

/** An address, or a block of addresses. */
export function checkSubnet(subnet: string, place: Place): void {
  const isBlock = subnet.split('/').length === 2;
  const isGood = isBlock ? cidrError(subnet) === undefined : isIpAddress(subnet);
  if (!isGood) place.error('MESH101', `${show(subnet)} is neither an IP address nor a CIDR range`, 'use 10.0.0.1 or 10.0.0.0/8');
}
