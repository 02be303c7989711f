import { compact } from '../../grammar/json';
import { joined } from '../../model/object-name';
import { overlayPolicy, type TrafficPolicyModel, type UpstreamTlsModel } from '../../model/policy';
import type { PortModel } from '../../model/service';
import type { Slot } from '../plane';

type Json = { [k: string]: any };

/** A Service or an equivalent, with the settings of callers' proxies for it and its ports. */
export interface TlsTarget {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** The host name in its certificate, if there is one. */
  readonly host?: string;
  readonly ports: readonly PortModel[];
  readonly policy?: TrafficPolicyModel;
  readonly portPolicies: ReadonlyMap<number, TrafficPolicyModel>;
}

/** The TLS settings that a BackendTLSPolicy expresses, and the rest for other objects. */
export interface Division {
  readonly attached: ReadonlyArray<{ readonly sectionName?: string; readonly validation: Json }>;
  readonly policy?: TrafficPolicyModel;
  readonly portPolicies: ReadonlyMap<number, TrafficPolicyModel>;
}

/** The maximum number of targets in a policy. */
const MAX_TARGETS = 16;

/**
 * The part of a target's settings that a BackendTLSPolicy can express. If it can't express a part of the TLS settings (files, Secrets, custom certificates),
 * all of them are left out: two objects with half of the settings each would override each other.
 */
export function divide(given: TlsTarget, istio: boolean): Division {
  const t = folded(given);
  const validation = (tls: UpstreamTlsModel, host: string | undefined) => validationOf(tls, host, istio);
  const whole = { attached: [], policy: t.policy, portPolicies: t.portPolicies };
  const all = [t.policy?.tls, ...[...t.portPolicies.values()].map((p) => p.tls)].filter((tls): tls is UpstreamTlsModel => tls !== undefined);
  if (all.length === 0 || !all.every((tls) => validation(tls, t.host) !== undefined)) {
    return whole;
  }
  const policy = withoutTls(t.policy);
  if (t.portPolicies.size === 0) {
    return { attached: [{ validation: validation(t.policy!.tls!, t.host)! }], policy, portPolicies: t.portPolicies };
  }
  // a port's settings replace those of the service, so each port repeats all of them; and the targets of one policy either all name a port, or none does
  const attached: Array<{ readonly sectionName: string; readonly validation: Json }> = [];
  const portPolicies = new Map<number, TrafficPolicyModel>();
  let both = false;
  for (const port of t.ports.filter((p) => p.protocol !== 'udp')) {
    const own = t.portPolicies.get(port.port);
    const tls = own?.tls ?? t.policy?.tls;
    const rest = withoutTls(own);
    if (tls) {
      attached.push({ sectionName: port.name, validation: validation(tls, t.host)! });
    }
    if (rest || (policy && (tls || own))) {
      portPolicies.set(port.port, rest ?? {});
      both ||= tls !== undefined;
    }
  }
  // istiod 1.31 writes the TLS settings of a policy's port into its copy of the DestinationRule's port, and keeps them when the policy changes
  if (!both) {
    return { attached, policy, portPolicies };
  }
  if (all.some((tls) => tls.caConfigMap !== undefined)) {
    throw new Error(`service '${t.name}': with port-level settings, Istio does not pick up changes of the ConfigMap that holds the CA; `
      + 'set the policy for the whole service, or use a CA from a Secret (caSecret) or a file (caFile)');
  }
  return whole;
}

/** A single port's policy becomes the policy of the whole service. */
function folded(t: TlsTarget): TlsTarget {
  return t.ports.length === 1 && t.portPolicies.size > 0 ? { ...t, policy: overlayPolicy(t.policy, t.portPolicies.get(t.ports[0].port)), portPolicies: new Map() } : t;
}

function withoutTls(policy: TrafficPolicyModel | undefined): TrafficPolicyModel | undefined {
  const { tls: _tls, ...rest } = policy ?? {};
  return isSet(rest) ? rest : undefined;
}

function isSet(policy: TrafficPolicyModel | undefined): boolean {
  return Object.values(policy ?? {}).some((v) => v !== undefined);
}

/** How the server's certificate is verified, in the policy's terms; undefined if it can't express it. */
function validationOf(t: UpstreamTlsModel, host: string | undefined, istio: boolean): Json | undefined {
  const hostname = t.sni ?? host;
  if (t.kind !== 'simple' || t.credentialName !== undefined || t.insecureSkipVerify || (t.caFile !== undefined && t.caFile !== 'system') || hostname === undefined) {
    return undefined;
  }
  const names = t.subjectAltNames ?? [hostname];
  return compact({
    caCertificateRefs: t.caConfigMap === undefined ? undefined : [{ group: '', kind: 'ConfigMap', name: t.caConfigMap }],
    wellKnownCACertificates: t.caConfigMap === undefined ? 'System' : undefined,
    hostname,
    // without listed names the hostname is verified; but istiod 1.31 then verifies none, so it is listed explicitly
    subjectAltNames: !istio && names.length === 1 && names[0] === hostname ? undefined
      : names.map((name) => (name.includes('://') ? { type: 'URI', uri: name } : { type: 'Hostname', hostname: name })),
  });
}

/** The policies of an owner's targets: one per kind of verification. */
export function backendTlsSlots(owner: string, namespace: string, targets: ReadonlyArray<{ readonly target: TlsTarget; readonly division: Division }>): readonly Slot[] {
  const groups = new Map<string, { readonly validation: Json; readonly refs: Json[] }>();
  for (const { target, division } of targets) {
    for (const { sectionName, validation: v } of division.attached) {
      const key = JSON.stringify(v);
      const group = groups.get(key) ?? { validation: v, refs: [] };
      groups.set(key, group);
      group.refs.push(compact({ group: target.group || undefined, kind: target.kind, name: target.name, sectionName }));
    }
  }
  const pages = [...groups.values()].flatMap(({ validation: v, refs }) => (
    Array.from({ length: Math.ceil(refs.length / MAX_TARGETS) }, (_, i) => ({ validation: v, refs: refs.slice(i * MAX_TARGETS, (i + 1) * MAX_TARGETS) }))
  ));
  return pages.map(({ validation: v, refs }, i) => {
    const name = i === 0 ? owner : joined(owner, `tls-${i + 1}`);
    return {
      id: `BackendTLSPolicy-${i + 1}`,
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'BackendTLSPolicy',
      name,
      namespace,
      render: () => ({ spec: { targetRefs: refs.map((ref) => ({ group: '', ...ref })), validation: v } }),
    };
  });
}
