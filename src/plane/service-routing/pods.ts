import { mtls, targetPort } from './health-check';
import { nodeMetadata } from './security';
import type { ServiceModel } from '../../model/service';

/**
 * What the injector of sidecars is told of a pod: how it shows itself to the control plane, which of its ports are taken over, and that it gets a
 * certificate of the mesh.
 */
export function podAnnotations(s: ServiceModel): { readonly [name: string]: string } {
  const ports = s.ports.filter((p) => p.protocol !== 'udp');
  const numbers = ports.map(targetPort);
  return {
    'cloud.google.com/proxyMetadata': JSON.stringify(nodeMetadata(s)),
    ...(ports.length > 0 ? { 'cloud.google.com/includeInboundPorts': numbers.includes(undefined) ? '*' : [...new Set(numbers)].join(',') } : {}),
    ...(usesCertificates(s) ? { 'cloud.google.com/enableManagedCerts': 'true' } : {}),
  };
}

/** Whether a service takes mutual TLS, or opens it to one that it calls. */
export function usesCertificates(s: ServiceModel): boolean {
  return [s, ...s.calls.map((c) => c.target).filter((t) => t.kind === 'kubernetes')].some((t) => (t.ports.length === 0 ? t === s && mode(t) !== 'disable' : t.ports.some((p) => mtls(t, p) !== 'disable')));
}

function mode(s: ServiceModel) {
  return s.mtls ?? s.namespaceModel?.mtls ?? s.mesh.mtls;
}
