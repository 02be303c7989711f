import { checkDuration, durationOf } from './durations';
import { Place } from './place';
import { Fields, isSet, number, object } from './values';
import { MILLISECOND } from '../grammar/duration';

/** Connection and request limits. */
export function checkConnectionPool(pool: unknown, place: Place, isMeshWide = false): void {
  const given = object(pool);
  if (!given) return;
  const [http, tcp] = [object(given.http), object(given.tcp)];
  if (!http && !tcp) place.error('MESH104', 'the connection pool has no limits', 'add http or tcp, or remove connectionPool');
  if (http) checkHttp(http, place.at('http'), isMeshWide);
  if (tcp) checkTcp(tcp, place.at('tcp'));
}

function checkHttp(http: Fields, place: Place, isMeshWide: boolean): void {
  notNegative(http, ['http1MaxPendingRequests', 'http2MaxRequests', 'maxRequestsPerConnection', 'maxRetries', 'maxConcurrentStreams'], place);
  checkDuration(http.idleTimeout, place.at('idleTimeout'));
  if (http.h2UpgradePolicy === 'UPGRADE' && http.useClientProtocol === true) {
    place.at('useClientProtocol').error('MESH105', 'the connection can\'t both keep the client\'s protocol and be upgraded to HTTP/2', 'keep useClientProtocol or h2UpgradePolicy UPGRADE');
  }
  const keepalive = object(http.http2KeepAlive);
  if (!keepalive || isMeshWide) return;
  for (const field of ['interval', 'timeout']) {
    if (!isSet(keepalive[field])) place.at('http2KeepAlive').error('MESH104', `http2KeepAlive needs ${field}`, `set ${field}`);
    else checkDuration(keepalive[field], place.at('http2KeepAlive', field));
  }
}

function checkTcp(tcp: Fields, place: Place): void {
  notNegative(tcp, ['maxConnections'], place);
  checkDuration(tcp.connectTimeout, place.at('connectTimeout'));
  checkDuration(tcp.maxConnectionDuration, place.at('maxConnectionDuration'));
  // 0 disables the timeout, and so does any value that rounds to 0
  // unreadable values are rejected; less than a millisecond counts as none
  if (Math.trunc((durationOf(tcp.idleTimeout) ?? Infinity) / MILLISECOND) !== 0) checkDuration(tcp.idleTimeout, place.at('idleTimeout'), false);
  const keepalive = object(tcp.tcpKeepalive);
  for (const field of ['time', 'interval']) checkDuration(keepalive?.[field], place.at('tcpKeepalive', field));
}

function notNegative(fields: Fields, names: string[], place: Place): void {
  for (const name of names) {
    if (number(fields[name]) < 0) place.at(name).error('MESH106', `${name} must not be negative, got ${number(fields[name])}`, 'use 0 or more');
  }
}

/** When a failing host is ejected. */
export function checkOutlierDetection(outlier: unknown, place: Place): void {
  const given = object(outlier);
  if (!given) return;
  checkDuration(given.baseEjectionTime, place.at('baseEjectionTime'));
  checkDuration(given.interval, place.at('interval'));
  if (number(given.consecutiveErrors) !== 0) place.at('consecutiveErrors').warn('MESH123', 'consecutiveErrors is deprecated', 'use consecutive5xxErrors or consecutiveGatewayErrors');
  if (given.splitExternalLocalOriginErrors !== true && number(given.consecutiveLocalOriginFailures) > 0) {
    place.at('consecutiveLocalOriginFailures').error('MESH105', 'local origin failures are counted separately only with splitExternalLocalOriginErrors', 'set splitExternalLocalOriginErrors to true');
  }
  for (const field of ['maxEjectionPercent', 'minHealthPercent']) {
    const percent = number(given[field]);
    if (percent < 0 || percent > 100) place.at(field).error('MESH106', `${field} is a percentage, from 0 to 100, got ${percent}`, 'use a number from 0 to 100');
  }
}
