import { checkDuration } from './durations';
import { Place } from './place';
import { show } from './problem';
import { Fields, isSet, number, object, text } from './values';

const GRPC_STATUS = new Set(['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS', 'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED']);

/** Injected delays and failures. */
export function checkFault(fault: unknown, place: Place): void {
  const given = object(fault);
  if (!given) return;
  const [abort, delay] = [object(given.abort), object(given.delay)];
  if (!abort && !delay) place.error('MESH104', 'the fault injects nothing', 'add abort or delay, or remove fault');
  if (abort) checkAbort(abort, place.at('abort'));
  if (delay) checkDelay(delay, place.at('delay'));
}

function checkAbort(abort: Fields, place: Place): void {
  checkShare(abort.percentage, place.at('percentage'));
  if (isSet(abort.grpcStatus)) {
    const status = text(abort.grpcStatus);
    if (!GRPC_STATUS.has(status)) place.at('grpcStatus').error('MESH106', `${show(status)} is not a gRPC status`, `use one of ${[...GRPC_STATUS].join(', ')}`);
  } else if (isSet(abort.http2Error)) {
    place.at('http2Error').error('MESH106', 'injection of HTTP/2 errors is not supported yet', 'use httpStatus or grpcStatus');
  } else if (isSet(abort.httpStatus)) {
    checkStatus(number(abort.httpStatus), place.at('httpStatus'));
  } else {
    place.warn('MESH124', 'the abort has no error, so nothing is aborted', 'set httpStatus or grpcStatus');
  }
}

/** Istio accepts 600. */
export function checkStatus(status: number, place: Place): void {
  if (status < 200 || status > 600) place.error('MESH106', `${status} is not a final HTTP status`, 'use a status from 200 to 599');
}

function checkDelay(delay: Fields, place: Place): void {
  checkShare(delay.percentage, place.at('percentage'));
  if (isSet(delay.exponentialDelay)) place.at('exponentialDelay').error('MESH106', 'exponentialDelay is not supported', 'use fixedDelay');
  else checkDuration(delay.fixedDelay, place.at('fixedDelay'));
}

function checkShare(share: unknown, place: Place): void {
  const value = number(object(share)?.value);
  if (value < 0 || value > 100 || (value > 0 && value < 0.0001)) place.at('value').error('MESH106', `a percentage must be 0, or from 0.0001 to 100, got ${value}`, 'use a number from 0 to 100');
}
