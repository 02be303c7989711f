import { targetPort } from './health-check';
import type { Json } from './names';
import { nodeMetadata } from './security';
import { mtlsOf } from '../../model/effective';
import type { ServiceModel } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';
import { withBootstrap } from '../../workload/grpc-client';

/**
 * A service's pod template whose pods are clients of the control plane: with annotations for the sidecar injector, or with the bootstrap for proxyless
 * applications.
 */
export function podClient(r: ServiceRoutingModel, s: ServiceModel, template: Json): Json {
  if (s.proxyless) {
    const client = { mesh: r.mesh, projectNumber: r.project.number, metadata: nodeMetadata(s) };
    return withBootstrap(annotated(template, {
      'sidecar.istio.io/inject': 'false', ...(certified(s) ? { 'security.cloud.google.com/use-workload-certificates': '' } : {}),
    }), client);
  }
  return s.namespaceModel?.inject ? annotated(template, sidecarAnnotations(s)) : template;
}

function annotated(template: Json, annotations: { readonly [name: string]: string }): Json {
  return { ...template, metadata: { ...template.metadata, annotations: { ...annotations, ...template.metadata?.annotations } } };
}

/** How a pod identifies itself to the control plane, which of its ports are intercepted, and its request for a mesh certificate. */
function sidecarAnnotations(s: ServiceModel): { readonly [name: string]: string } {
  const numbers = s.ports.filter((p) => p.protocol !== 'udp').map(targetPort);
  return {
    'cloud.google.com/proxyMetadata': JSON.stringify(nodeMetadata(s)),
    ...(numbers.length > 0 ? { 'cloud.google.com/includeInboundPorts': numbers.includes(undefined) ? '*' : [...new Set(numbers)].join(',') } : {}),
    ...(certified(s) ? { 'cloud.google.com/enableManagedCerts': 'true' } : {}),
  };
}

/** Whether pods need a certificate: the service accepts mutual TLS, or services that it may call do. */
function certified(s: ServiceModel): boolean {
  return s.mesh.mtls !== 'disable' || (s.namespaceModel?.mtls ?? 'disable') !== 'disable' || s.ports.some((p) => mtlsOf(s, p) !== 'disable');
}
