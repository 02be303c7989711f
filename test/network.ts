/* Evaluates NetworkPolicies for connections, like a network plugin. */

/** One end of a connection: a pod, or an address outside the cluster. */
export interface End {
  readonly namespace?: string;
  readonly labels?: { readonly [name: string]: string };
  readonly address?: string;
}

type Labels = { readonly [name: string]: string };

const carries = (selector: any, labels: Labels = {}) => Object.entries<string>(selector?.matchLabels ?? {}).every(([k, v]) => labels[k] === v);

function isPeer(peer: any, end: End): boolean {
  if (peer.ipBlock) return end.address !== undefined && (peer.ipBlock.cidr === '0.0.0.0/0' || peer.ipBlock.cidr === `${end.address}/32` || (peer.ipBlock.cidr === '10.0.0.0/8' && end.address.startsWith('10.')));
  return end.namespace !== undefined && carries(peer.namespaceSelector, { 'kubernetes.io/metadata.name': end.namespace }) && carries(peer.podSelector, end.labels);
}

/** Whether the policies of one side allow a connection. */
function passes(objects: readonly any[], own: End, other: End, port: number | string, protocol: string, direction: 'ingress' | 'egress'): boolean {
  const policies = objects.filter((o) => o.kind === 'NetworkPolicy' && o.metadata.namespace === own.namespace && carries(o.spec.podSelector, own.labels));
  const rules = policies.flatMap((o) => o.spec[direction] ?? []);
  return policies.length === 0 || rules.some((r: any) => {
    const peers = r[direction === 'ingress' ? 'from' : 'to'];
    return (!peers || peers.some((p: any) => isPeer(p, other))) && (!r.ports || r.ports.some((p: any) => p.port === port && p.protocol === protocol));
  });
}

/** Whether NetworkPolicies allow a connection at both ends. */
export function connects(objects: readonly any[], from: End, to: End, port: number | string, protocol: 'TCP' | 'UDP' = 'TCP'): boolean {
  return (from.namespace === undefined || passes(objects, from, to, port, protocol, 'egress')) && (to.namespace === undefined || passes(objects, to, from, port, protocol, 'ingress'));
}
