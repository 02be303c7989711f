import { backendServiceName, connector, type Json } from './names';
import { ownerOf } from './parts';
import { compact } from '../../grammar/json';
import { mtlsOf } from '../../model/effective';
import type { PortModel, ProbeModel, ServiceModel, VersionModel } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';
import type { Slot } from '../plane';

/** The health check for the endpoints of a port. */
export function healthCheckSlot(r: ServiceRoutingModel, s: ServiceModel, v: VersionModel | undefined, p: PortModel): Slot {
  return connector(r, 'compute', 'ComputeHealthCheck', backendServiceName(s, v, p), () => healthCheck(s, v, p), { owner: ownerOf(s) });
}

/**
 * The containers' own probe, if a prober can use it: on its own port, or on the serving port unless that uses mutual TLS, which probers don't support. In
 * that case an open connection counts as healthy.
 */
function healthCheck(s: ServiceModel, v: VersionModel | undefined, p: PortModel): Json {
  const probe = (v?.workload ?? s.workload)?.probe;
  const timing = probe?.periodSeconds === undefined ? {} : { checkIntervalSec: probe.periodSeconds, timeoutSec: Math.min(5, probe.periodSeconds) };
  const apart = probe?.port !== undefined && !s.ports.some((q) => targetPort(q) === probe.port);
  if (probe && apart && probe.kind !== 'exec') {
    return { location: 'global', ...timing, ...healthCheckOf(probe, { portSpecification: 'USE_FIXED_PORT', port: probe.port }) };
  }
  const serving = { portSpecification: 'USE_SERVING_PORT' };
  if (mtlsOf(s, p) === 'strict') {
    return { location: 'global', ...timing, tcpHealthCheck: serving };
  }
  if (probe && probe.port === targetPort(p) && probe.kind !== 'exec') {
    return { location: 'global', ...timing, ...healthCheckOf(probe, serving) };
  }
  return { location: 'global', ...timing, ...(p.protocol === 'grpc' ? { grpcHealthCheck: serving } : { tcpHealthCheck: serving }) };
}

/** The request of a prober, at a port. */
export function healthCheckOf(probe: ProbeModel, port: Json): Json {
  switch (probe.kind) {
    case 'http':
      return { httpHealthCheck: compact({ ...port, requestPath: probe.path }) };
    case 'grpc':
      return { grpcHealthCheck: port };
    default:
      return { tcpHealthCheck: port };
  }
}

/** The port on which the workload listens; a named container port counts as unknown. */
export function targetPort(p: PortModel): number | undefined {
  return typeof p.targetPort === 'string' ? undefined : p.targetPort ?? p.port;
}
