import { compact } from '../../grammar/json';
import { innerYaml } from '../../model/inner-yaml';
import { managedRevision, type ManagedModel } from '../../model/managed';
import type { MeshModel } from '../../model/mesh';
import { joined } from '../../model/object-name';
import type { Slot } from '../plane';

const NAMESPACE = 'istio-system';

/**
 * The mesh configuration. Traffic Director reads the ConfigMap of the rapid channel in every channel; if the implementation is unknown, both are written with
 * the same content.
 */
export function meshConfigMaps(m: ManagedModel, mesh: MeshModel): readonly Slot[] {
  const own = managedRevision(m.channel);
  const revisions = m.implementation === 'istiod' ? [own] : [...new Set([own, managedRevision('rapid')])];
  const text = innerYaml(compact({
    outboundTrafficPolicy: { mode: mesh.outbound === 'registry-only' ? 'REGISTRY_ONLY' : 'ALLOW_ANY' },
    pathNormalization: m.pathNormalization && m.implementation === 'istiod' ? { normalization: m.pathNormalization } : undefined,
    accessLogFile: m.accessLogFile,
    accessLogEncoding: m.accessLogEncoding,
    defaultConfig: m.tracing ? { tracing: { stackdriver: {} } } : undefined,
    extensionProviders: m.extensionProviders.length > 0 ? [...m.extensionProviders] : undefined,
    serviceSettings: m.clusterLocal.length > 0 ? [{ settings: { clusterLocal: true }, hosts: [...m.clusterLocal] }] : undefined,
  }), { lineWidth: -1 });
  return revisions.map((r) => ({
    id: `ConfigMap-istio-${r}`,
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: joined('istio', r),
    namespace: NAMESPACE,
    render: () => ({ data: { mesh: text } }),
  }));
}

/** The namespace of the control plane's configuration. */
export function namespace(m: ManagedModel): readonly Slot[] {
  return m.createNamespace ? [{ id: `Namespace-${NAMESPACE}`, elsewhere: true, apiVersion: 'v1', kind: 'Namespace', name: NAMESPACE, render: () => ({}) }] : [];
}

/** Startup options of the control plane, in addition to the mesh configuration. */
export function options(m: ManagedModel): readonly Slot[] {
  const data = compact({
    ASM_OPTS: authority(m),
    multicluster_mode: m.endpointDiscovery === undefined ? undefined : m.endpointDiscovery ? 'connected' : 'manual',
    ip_auto_allocation: m.ipAutoAllocation ? 'true' : undefined,
  });
  return Object.keys(data).length === 0 ? [] : [{
    id: 'ConfigMap-asm-options',
    elsewhere: true,
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: 'asm-options',
    namespace: NAMESPACE,
    render: () => ({ data }),
  }];
}

/** The certificate authority, if it is not Mesh CA. */
function authority(m: ManagedModel): string | undefined {
  switch (m.authority.kind) {
    case 'ca-service':
      return `CA=PRIVATECA;CAAddr=${poolOf(m)}`;
    case 'workload-certificates':
      return 'CA=MANAGEDCAS';
    default:
      return undefined;
  }
}

function poolOf(m: ManagedModel): string {
  const { project, location, name } = m.authority.pool!;
  const pool = `projects/${project}/locations/${location}/caPools/${name}`;
  return m.authority.template ? `${pool}:${m.authority.template}` : pool;
}
