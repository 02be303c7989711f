import type { OutlierDetection } from '../outlier-detection';
import { anyStatus, bool, duration, uint32, wholePercent } from './check';
import { filled, refuse, struct } from './json';

export const outlierDetection = struct<OutlierDetection>((p, at) => {
  if (p.consecutiveLocalOriginFailures !== undefined && !p.splitExternalLocalOriginErrors) {
    refuse(at, 'consecutiveLocalOriginFailures has no effect without splitExternalLocalOriginErrors; set that to true, or remove it');
  }
  return {
    consecutive5xxErrors: uint32(p.consecutive5xxErrors, at, 'consecutive5xxErrors'),
    consecutiveGatewayErrors: uint32(p.consecutiveGatewayErrors, at, 'consecutiveGatewayErrors'),
    splitExternalLocalOriginErrors: bool(p.splitExternalLocalOriginErrors, at, 'splitExternalLocalOriginErrors'),
    consecutiveLocalOriginFailures: uint32(p.consecutiveLocalOriginFailures, at, 'consecutiveLocalOriginFailures'),
    interval: duration(p.interval, at, 'interval'),
    baseEjectionTime: duration(p.baseEjectionTime, at, 'baseEjectionTime'),
    maxEjectionPercent: wholePercent(p.maxEjectionPercent, at, 'maxEjectionPercent'),
    minHealthPercent: wholePercent(p.minHealthPercent, at, 'minHealthPercent'),
    outlierDetectionHttpErrorCodes: filled(p.outlierDetectionHttpErrorCodes, at, 'outlierDetectionHttpErrorCodes', anyStatus),
  };
});
