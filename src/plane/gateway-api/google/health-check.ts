import { carriesHttp, type PortModel, type ProbeModel, type ServiceModel, type WorkloadModel } from '../../../model/service';
import type { Slot } from '../../plane';
import { versionService } from '../values';

type Json = { readonly [field: string]: unknown };

/**
 * The health checks of GKE load balancers for a service's pods: they use the service's own health check, as load balancers don't read pod probes and would
 * request `/` over HTTP, which gRPC servers never answer.
 */
export function healthCheckPolicies(s: ServiceModel): readonly Slot[] {
  if (s.kind !== 'kubernetes' || !s.callers.some((c) => c.gateway !== undefined)) return [];
  const ports = s.ports.filter(carriesHttp);
  const named = [[s.name, s.workload] as const, ...s.versions.map((v) => [versionService(s.name, v.name), v.workload ?? s.workload] as const)];
  return named.flatMap(([name, workload]) => {
    const check = healthCheck(workload?.probe, ports);
    return check === undefined ? [] : [{
      id: `HealthCheckPolicy-${name}`,
      apiVersion: 'networking.gke.io/v1',
      kind: 'HealthCheckPolicy',
      name,
      namespace: s.namespace,
      render: () => ({ spec: { default: check, targetRef: { group: '', kind: 'Service', name } } }),
    }];
  });
}

function healthCheck(probe: WorkloadModel['probe'], ports: readonly PortModel[]): Json | undefined {
  // without its own check, an HTTP service is checked at `/`, Google's default
  if (!probe || probe.kind === 'exec') return ports.length > 0 && ports.every((p) => p.protocol === 'grpc') ? { config: { type: 'GRPC', grpcHealthCheck: { portSpecification: 'USE_SERVING_PORT' } } } : undefined;
  return probeCheck(probe);
}

/** A probe as the default of a HealthCheckPolicy. */
export function probeCheck(probe: ProbeModel): Json {
  const port = probe.port === undefined ? { portSpecification: 'USE_SERVING_PORT' } : { portSpecification: 'USE_FIXED_PORT', port: probe.port };
  const timing = probe.periodSeconds === undefined ? {} : { checkIntervalSec: probe.periodSeconds, timeoutSec: Math.min(5, probe.periodSeconds) };
  switch (probe.kind) {
    case 'http':
      return { ...timing, config: { type: 'HTTP', httpHealthCheck: { ...port, ...(probe.path === undefined ? {} : { requestPath: probe.path }) } } };
    case 'grpc':
      return { ...timing, config: { type: 'GRPC', grpcHealthCheck: port } };
    default:
      return { ...timing, config: { type: 'TCP', tcpHealthCheck: port } };
  }
}
