import { compact } from '../../../grammar/json';
import type { MtlsMode, NamespaceModel } from '../../../model/mesh';
import { joined } from '../../../model/object-name';
import type { ServiceModel } from '../../../model/service';
import type { Slot } from '../../plane';
import { versionService } from '../values';

type Json = { [k: string]: any };

const API = 'networking.gke.io/v1';
const MODE: { readonly [M in MtlsMode]: string } = { strict: 'Strict', permissive: 'Permissive', disable: 'Disabled' };

/** Without a policy on both sides, connections are plaintext: the namespace has both. */
export function namespaceTlsSlots(n: NamespaceModel): readonly Slot[] {
  const mode = n.mtls ?? n.mesh.mtls;
  if (mode === 'disable') {
    return [];
  }
  const head = { apiVersion: API, name: 'default', namespace: n.name };
  return [
    { ...head, id: 'GCPServerTLSPolicy', kind: 'GCPServerTLSPolicy', render: () => ({ spec: { mtlsMode: MODE[mode], targetRefs: [{ group: '', kind: 'Pod', selector: {} }] } }) },
    { ...head, id: 'GCPClientTLSPolicy', kind: 'GCPClientTLSPolicy', render: () => ({ spec: { tlsMode: 'MutualTLS', targetRefs: [{ group: '', kind: 'Namespace', name: n.name }] } }) },
  ];
}

/** The TLS policies of a service and its callers, if they differ from those of its namespace. */
export function serviceTlsSlots(s: ServiceModel): readonly Slot[] {
  const slots: Slot[] = [];
  const head = { apiVersion: API, namespace: s.namespace };
  const n = s.namespaceModel;
  const mode = s.mtls ?? n?.mtls ?? n?.mesh.mtls ?? 'disable';
  if (s.mtls !== undefined || s.portMtls.size > 0) {
    slots.push({
      ...head,
      id: 'GCPServerTLSPolicy',
      kind: 'GCPServerTLSPolicy',
      name: s.name,
      render: () => ({
        spec: compact({
          mtlsMode: MODE[mode],
          targetRefs: [{ group: '', kind: 'Pod', selector: { matchLabels: s.selector } }],
          portOverrides: workloadPorts(s).map(({ port, mode: own }) => ({ port, mtlsMode: MODE[own] })),
        }),
      }),
    });
  }
  for (const [tlsMode, targets] of clientTargets(s)) {
    slots.push({
      ...head,
      id: `GCPClientTLSPolicy-${tlsMode}`,
      kind: 'GCPClientTLSPolicy',
      name: joined(s.name, tlsMode === 'Disable' ? 'plain' : 'mtls'),
      render: () => ({ spec: { tlsMode, targetRefs: targets } }),
    });
  }
  return slots;
}

/** Settings that the policies don't support. */
export function tlsLosses(s: ServiceModel): readonly string[] {
  const result: string[] = [];
  if (s.portMtls.size > 5) {
    result.push(`${s.path}: a GCPServerTLSPolicy overrides at most five ports, got: ${s.portMtls.size}`);
  }
  if (s.portMtls.size > 0 && workloadPorts(s).length < s.portMtls.size) {
    result.push(`${s.path}: GCPServerTLSPolicy needs port numbers, but a targetPort is a name; use its number`);
  }
  if (clientTargets(s).some(([, targets]) => targets.length > 10)) {
    result.push(`${s.path}: a GCPClientTLSPolicy supports at most ten Services, and each version is one; use fewer versions`);
  }
  return result;
}

function workloadPorts(s: ServiceModel): ReadonlyArray<{ readonly port: number; readonly mode: MtlsMode }> {
  return [...s.portMtls].flatMap(([port, mode]) => {
    const target = s.ports.find((p) => p.port === port)?.targetPort ?? port;
    return typeof target === 'number' ? [{ port: target, mode }] : [];
  });
}

/** The Services, or ports of them, for which callers don't use the namespace's setting. */
function clientTargets(s: ServiceModel): ReadonlyArray<readonly ['MutualTLS' | 'Disable', readonly Json[]]> {
  const n = s.namespaceModel;
  const usual = (n?.mtls ?? n?.mesh.mtls ?? 'disable') === 'disable' ? 'Disable' : 'MutualTLS';
  const found = new Map<'MutualTLS' | 'Disable', Json[]>();
  const add = (mode: 'MutualTLS' | 'Disable', target: Json) => found.set(mode, [...(found.get(mode) ?? []), target]);
  const services = [{ name: s.name, policy: s.policy }, ...s.versions.map((v) => ({ name: versionService(s.name, v.name), policy: v.policy?.tls ? v.policy : s.policy }))];
  for (const { name, policy } of services) {
    const kind = policy?.tls?.kind;
    const whole = kind === 'mesh' ? 'MutualTLS' : kind === 'disable' || (s.mtls === 'disable' && kind === undefined) ? 'Disable' : s.mtls === undefined ? usual : 'MutualTLS';
    if (whole !== usual) {
      add(whole, { group: '', kind: 'Service', name });
    }
    for (const [port, mode] of s.portMtls) {
      const own = mode === 'disable' ? 'Disable' : 'MutualTLS';
      if (own !== whole && kind === undefined) {
        add(own, { group: '', kind: 'Service', name, sectionName: s.ports.find((p) => p.port === port)!.name });
      }
    }
  }
  return [...found];
}
