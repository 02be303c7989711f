import { backendServiceName, connector, type Json } from './names';
import { ownerOf } from './parts';
import { compact } from '../../grammar/json';
import type { PortModel, ProbeModel, ServiceModel, VersionModel } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';
import type { Slot } from '../plane';

/** How Google finds out whether the endpoints of a port are well. */
export function healthCheckSlot(r: ServiceRoutingModel, s: ServiceModel, v: VersionModel | undefined, p: PortModel): Slot {
  return connector(r, 'compute', 'ComputeHealthCheck', backendServiceName(s, v, p), () => healthCheck(s, v, p), { owner: ownerOf(s) });
}

/** Whether a port refuses plain text. */
export function mtls(s: ServiceModel, p: PortModel): 'strict' | 'permissive' | 'disable' {
  return s.portMtls.get(p.port) ?? s.mtls ?? s.namespaceModel?.mtls ?? s.mesh.mtls;
}

/**
 * What the containers' own probe asks, where a prober can: at a port of its own, or at the one that serves unless that speaks mutual TLS, which
 * a prober does not. There a connection is a sign of life.
 */
function healthCheck(s: ServiceModel, v: VersionModel | undefined, p: PortModel): Json {
  const probe = (v?.workload ?? s.workload)?.probe;
  const timing = probe?.periodSeconds === undefined ? {} : { checkIntervalSec: probe.periodSeconds, timeoutSec: Math.min(5, probe.periodSeconds) };
  const apart = probe?.port !== undefined && !s.ports.some((q) => targetPort(q) === probe.port);
  if (probe && apart && probe.kind !== 'exec') {
    return { location: 'global', ...timing, ...healthCheckOf(probe, { portSpecification: 'USE_FIXED_PORT', port: probe.port }) };
  }
  const serving = { portSpecification: 'USE_SERVING_PORT' };
  if (mtls(s, p) === 'strict') {
    return { location: 'global', ...timing, tcpHealthCheck: serving };
  }
  if (probe && probe.port === targetPort(p) && probe.kind !== 'exec') {
    return { location: 'global', ...timing, ...healthCheckOf(probe, serving) };
  }
  return { location: 'global', ...timing, ...(p.protocol === 'grpc' ? { grpcHealthCheck: serving } : { tcpHealthCheck: serving }) };
}

/** What a prober asks, at a port. */
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

/** Where the workload listens; a container's port that is known by its name only is as good as unknown. */
export function targetPort(p: PortModel): number | undefined {
  return typeof p.targetPort === 'string' ? undefined : p.targetPort ?? p.port;
}
