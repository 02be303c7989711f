import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { FleetCluster } from './cluster';
import { type Hub, uniqueName } from './hub';
import { CloudResource } from '../google/cloud-resource';
import { binding as gcloudBinding } from '../google/gcloud-grant';
import { GrantOptions, GrantCondition, GrantForm } from '../google/grant-options';
import { ownGoogleAccount } from '../google/names';
import { CloudPrincipal } from '../google/principal';
import type { IdentityModel } from '../model/mesh';

interface Entry {
  readonly member: string;
  readonly role: string;
  readonly resource: CloudResource;
  readonly condition?: GrantCondition;
  readonly form: GrantForm;
}

const ROLE = /^((projects|organizations)\/[\w.:-]+\/)?roles\/[\w.]+$/;

/** All roles that the app grants: each principal, role and resource once, whichever cluster requests it. */
export class Grants {
  private readonly entries = new Map<string, Entry>();
  /** How each workload authenticates to Google Cloud. */
  private readonly ways = new Map<string, string>();

  public constructor(private readonly hub: Hub) {}

  public toWorkload(cluster: FleetCluster, identity: IdentityModel, by: IConstruct | undefined, role: string, resource: CloudResource, options: GrantOptions): void {
    const { namespace, serviceAccount } = identity;
    const key = `${cluster.workloadPool}/${namespace}/${serviceAccount}`;
    const way = options.googleServiceAccount ?? 'itself';
    const before = this.ways.get(key);
    if (before !== undefined && before !== way) {
      throw new Error(`service account '${namespace}/${serviceAccount}' is ${shown(way)} here and ${shown(before)} elsewhere; use one of the two, as an annotated service account always acts as the Google service account`);
    }
    this.ways.set(key, way);
    const condition = options.thisClusterOnly ? onlyIn(cluster, options.condition) : options.condition;
    const form = options.form ?? GrantForm.MEMBER;
    if (options.googleServiceAccount === undefined) {
      this.to(CloudPrincipal.workload(cluster.project, namespace, serviceAccount).member, `${namespace}-${serviceAccount}`, role, resource, condition, form);
      return;
    }
    const account = ownGoogleAccount(`the googleServiceAccount of '${namespace}/${serviceAccount}'`, options.googleServiceAccount);
    if (options.thisClusterOnly) {
      throw new Error(`the role '${role}' of '${namespace}/${serviceAccount}' is granted to a Google service account, which is the same in every cluster; remove thisClusterOnly or googleServiceAccount`);
    }
    annotate(by, identity, options.googleServiceAccount);
    this.write({
      member: `serviceAccount:${cluster.workloadPool}[${namespace}/${serviceAccount}]`,
      role: 'roles/iam.workloadIdentityUser',
      resource: CloudResource.external('iam.cnrm.cloud.google.com/v1beta1', 'IAMServiceAccount', `projects/${account.project}/serviceAccounts/${options.googleServiceAccount}`),
      form: GrantForm.MEMBER,
    }, `${namespace}-${serviceAccount}`);
    this.to(`serviceAccount:${options.googleServiceAccount}`, account.name, role, resource, condition, form);
  }

  public to(member: string, label: string, role: string, resource: CloudResource, condition?: GrantCondition, form: GrantForm = GrantForm.MEMBER): void {
    if (!ROLE.test(role)) {
      throw new Error(`the role of '${member}' on ${resource.id} must be roles/NAME, projects/P/roles/NAME or organizations/O/roles/NAME, got: '${role}'`);
    }
    this.write({ member, role, resource, condition, form }, label);
  }

  private write(entry: Entry, label: string): void {
    const { member, role, resource, condition } = entry;
    const bare = [member, role, resource.id].join('\n');
    const key = condition ? `${bare}\n${condition.expression}` : bare;
    const same = [...this.entries].filter(([k]) => k === bare || k.startsWith(`${bare}\n`));
    if (same.length > 0 && (same.some(([k]) => k === bare) !== (condition === undefined))) {
      throw new Error(`role '${role}' on ${resource.id} is granted to '${member}' twice, with a condition and without, so the condition has no effect; remove one of the grants`);
    }
    if (same.some(([, e]) => e.form !== entry.form)) {
      throw new Error(`role '${role}' on ${resource.id} is granted to '${member}' by both an IAMPolicyMember and an IAMPartialPolicy; use one of the two forms`);
    }
    if (this.entries.has(key)) {
      return;
    }
    this.entries.set(key, entry);
    const command = resource._gcloudGrant();
    if (entry.form === GrantForm.PARTIAL_POLICY && resource._reference().kind === 'PrivateCACAPool') {
      throw new Error(`role '${role}' on ${resource.id}: Config Connector does not support IAMPartialPolicy for CA pools; use GrantForm.MEMBER`);
    }
    if (command !== undefined) {
      this.hub.command(gcloudBinding(command, member, role, condition));
      return;
    }
    entry.form === GrantForm.MEMBER ? this.member(entry, label) : this.partial(resource);
  }

  private member({ member, role, resource, condition }: Entry, label: string): void {
    this.hub.emit({
      kind: 'IAMPolicyMember',
      name: memberName(label, member, role, resource, condition),
      spec: () => ({ member, role, resourceRef: { ...resource._reference() }, ...(condition ? { condition: { ...condition } } : {}) }),
    });
  }

  private partial(resource: CloudResource): void {
    this.hub.emit({
      kind: 'IAMPartialPolicy',
      name: uniqueName('roles', resource.id),
      spec: () => ({ resourceRef: { ...resource._reference() }, bindings: this.bindings(resource) }),
    });
  }

  private bindings(resource: CloudResource): unknown[] {
    const byRole = new Map<string, { role: string; members: { member: string }[]; condition?: GrantCondition }>();
    for (const e of this.entries.values()) {
      if (e.form !== GrantForm.PARTIAL_POLICY || e.resource.id !== resource.id) {
        continue;
      }
      const key = `${e.role}\n${e.condition?.expression ?? ''}`;
      const binding = byRole.get(key) ?? { role: e.role, members: [], ...(e.condition ? { condition: { ...e.condition } } : {}) };
      binding.members.push({ member: e.member });
      byRole.set(key, binding);
    }
    return [...byRole.values()];
  }
}

function memberName(label: string, member: string, role: string, resource: CloudResource, condition?: GrantCondition): string {
  const short = uniqueName(label, role.split('/').pop()!.split('.').pop()!);
  const exact = uniqueName(member, role, resource.id, condition?.expression ?? '').slice(-8);
  return `${short.slice(0, -9)}-${exact}`;
}

const shown = (way: string): string => (way === 'itself' ? 'a principal of its own in Google Cloud' : `'${way}'`);

function onlyIn(cluster: FleetCluster, condition: GrantCondition | undefined): GrantCondition {
  const here = `request.auth.claims.google.providerId == "${cluster.issuer}"`;
  return condition
    ? { ...condition, title: `${condition.title}, in ${cluster.clusterName} only`, expression: `(${condition.expression}) && ${here}` }
    : { title: `in ${cluster.clusterName} only`, expression: here };
}

/** The older method: an annotation on the service account names the Google service account. */
function annotate(by: IConstruct | undefined, identity: IdentityModel, google: string): void {
  const object = by?.node.findAll().find((c): c is ApiObject => ApiObject.isApiObject(c) && c.kind === 'ServiceAccount' && c.name === identity.serviceAccount);
  if (!object) {
    throw new Error(`service account '${identity.namespace}/${identity.serviceAccount}' is not created by this app, so it can't be annotated; set iam.gke.io/gcp-service-account: ${google} on it, and grant the role to the Google service account`);
  }
  object.metadata.addAnnotation('iam.gke.io/gcp-service-account', google);
}
