import { checkWorlds } from '../../../src/check/engine/run';
import type { Finding } from '../../../src/check/finding';
import { CHECKS } from '../../../src/check/registry';
import { World, type WorldOptions } from '../../../src/world/world';

export const HUB = 'gkehub.cnrm.cloud.google.com/v1beta1';
export const HUB_ALPHA = 'gkehub.cnrm.cloud.google.com/v1alpha1';
export const IAM = 'iam.cnrm.cloud.google.com/v1beta1';
export const FLEET = 'shop-fleet';

/** An object: `NAMESPACE/NAME`, or just a name. */
export function object(apiVersion: string, kind: string, name: string, rest: any = {}, meta: any = {}): any {
  const [a, b] = name.split('/');
  return { apiVersion, kind, metadata: { ...(b === undefined ? { name: a } : { namespace: a, name: b }), ...meta }, ...rest };
}
export const net = (kind: string, name: string, spec: any, meta?: any) => object('networking.istio.io/v1', kind, name, { spec }, meta);
export const sec = (kind: string, name: string, spec: any, meta?: any) => object('security.istio.io/v1', kind, name, { spec }, meta);
export const namespace = (name: string, labels: any = { 'istio-injection': 'enabled' }, annotations?: any) => object('v1', 'Namespace', name, {}, { labels, annotations });
export const service = (name: string, spec: any = {}) => object('v1', 'Service', name, { spec: { selector: { app: name.split('/')[1] }, ports: [{ name: 'http', port: 80 }], ...spec } });
export const account = (name: string, annotations?: any) => object('v1', 'ServiceAccount', name, {}, { annotations });
export const deployment = (name: string, spec: any = {}, annotations?: any, labels: any = { app: name.split('/')[1] }) => object('apps/v1', 'Deployment', name, {
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels, annotations }, spec: { containers: [{ name: 'app', image: `shop/${name.split('/')[1]}:1` }], ...spec } } },
}, { labels });
export const membership = (name: string, more: { project?: string; fleet?: string; location?: string; issuer?: string; network?: string; trust?: string } = {}) => object(HUB, 'GKEHubMembership', `fleet-admin/${name}`, {
  spec: {
    location: more.location ?? 'europe-west1',
    authority: { issuer: more.issuer ?? `https://container.googleapis.com/v1/projects/${more.project ?? FLEET}/locations/europe-west1/clusters/${name}` },
  },
}, {
  annotations: { 'cnrm.cloud.google.com/project-id': more.fleet ?? FLEET, ...(more.network ? { 'cdk8s-mesh.dev/network': more.network } : {}) },
  ...(more.trust ? { labels: { 'trust-level': more.trust } } : {}),
});
export const meshOf = (cluster: string, mesh: any = { management: 'MANAGEMENT_AUTOMATIC' }, more: any = {}) => object(HUB, 'GKEHubFeatureMembership', `fleet-admin/servicemesh-${cluster}`, {
  spec: {
    projectRef: { external: `projects/${FLEET}` }, location: 'global', membershipLocation: 'europe-west1', featureRef: { name: 'servicemesh' }, membershipRef: { name: cluster }, mesh, ...more,
  },
});
export const role = (name: string, member: string, more: any = {}) => object(IAM, 'IAMPolicyMember', `fleet-admin/${name}`, {
  spec: { member, role: 'roles/viewer', resourceRef: { kind: 'Project', external: `projects/${FLEET}` }, ...more },
});
export const principal = (pool: string, ns: string, sa: string, number = '7') => `principal://iam.googleapis.com/projects/${number}/locations/global/workloadIdentityPools/${pool}.svc.id.goog/subject/ns/${ns}/sa/${sa}`;

/** The objects of each cluster. */
export type Fleet = { readonly [cluster: string]: readonly any[] };

/** The findings of the fleet checks. */
export function findings(fleet: Fleet, options: WorldOptions = {}): Finding[] {
  const worlds = Object.entries(fleet).map(([cluster, objects]) => new World(objects.map((o) => ({ object: o, origin: {} })), {
    ...options, cluster, role: cluster === 'management' ? 'management' : cluster === '' ? undefined : 'member', managed: cluster === 'management' ? undefined : options.managed,
  }));
  return checkWorlds(worlds, { checks: CHECKS.filter(({ code }) => /^MESH(7[5-9]|800|9)/.test(code)) });
}
