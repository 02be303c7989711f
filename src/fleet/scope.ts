import { Construct } from 'constructs';
import type { FleetCluster } from './cluster';
import type { Fleet } from './fleet';
import { type HubObject, uniqueName } from './hub';
import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';
import { shellWord } from '../model/shell';

/** Roles in the namespaces of a scope. */
export class ScopeRole extends Value {
  /** Full access, including roles. */
  public static readonly ADMIN = new ScopeRole('ADMIN');
  /** Write access, except to roles. */
  public static readonly EDIT = new ScopeRole('EDIT');
  /** Read access. */
  public static readonly VIEW = new ScopeRole('VIEW');

  /** A ClusterRole of your own, which must exist in every cluster. */
  public static custom(clusterRole: string): ScopeRole {
    return new ScopeRole(undefined, names.dnsName('ScopeRole.custom: name', clusterRole));
  }

  private constructor(private readonly predefined?: string, private readonly role?: string) {
    super();
  }

  /** @internal */
  public _render(): { readonly [field: string]: string } {
    return this.predefined ? { predefinedRole: this.predefined } : { customRole: this.role! };
  }

  /** @internal */
  public get _flag(): string {
    return this.predefined ? `--role=${this.predefined.toLowerCase()}` : `--custom-role=${this.role!}`;
  }

  /** @internal */
  public get _custom(): boolean {
    return this.role !== undefined;
  }

  /** @internal */
  public get _name(): string {
    return (this.predefined ?? this.role!).toLowerCase();
  }
}
guarded(ScopeRole, 'ScopeRole');

/** How the scopes of a fleet are created. */
export enum ScopeForm {
  /**
   * As Config Connector objects. Their kinds are alpha (`v1alpha1`): you must install and upgrade the CRDs yourself, and Google does not recommend them for
   * production.
   *
   * @see https://cloud.google.com/config-connector/docs/how-to/install-alpha-crds
   */
  CONFIG_CONNECTOR = 'CONFIG_CONNECTOR',
  /** As gcloud commands, in `gcloud.sh` in the folder of the fleet's objects. */
  GCLOUD = 'GCLOUD',
}

/** A team's part of a fleet. */
export interface FleetScopeOptions {
  /**
   * Labels of all namespaces of the scope.
   *
   * @default - none
   */
  readonly namespaceLabels?: { readonly [name: string]: string };
}

/** A fleet namespace. */
export interface FleetNamespaceOptions {
  /**
   * Labels of the namespace, in addition to those of the scope.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };
}

/**
 * A team's part of a fleet: its namespaces, their clusters, and the people who work there. Usually created by `fleet.addScope(name)`.
 *
 * @see https://cloud.google.com/kubernetes-engine/fleet-management/docs/team-management
 */
export class FleetScope extends Construct {
  /** @internal */
  public static _make(fleet: Fleet, name: string, options: FleetScopeOptions): FleetScope {
    return new FleetScope(fleet, name, options);
  }

  /** Name of the scope. */
  public readonly scopeName: string;

  private readonly bound = new Map<string, FleetCluster>();
  private readonly owned = new Set<string>();

  private constructor(private readonly fleet: Fleet, name: string, private readonly options: FleetScopeOptions) {
    super(fleet, `scope-${name}`);
    this.scopeName = names.dnsLabel('the name of a fleet scope', name);
    requireLabels(`namespaceLabels of scope '${name}'`, options.namespaceLabels);
    this.make();
  }

  /** Fleet namespaces of the scope. */
  public get namespaces(): string[] {
    return [...this.owned];
  }

  /** Clusters of the scope. */
  public get clusters(): FleetCluster[] {
    return [...this.bound.values()];
  }

  /**
   * Adds a namespace to every cluster of the scope.
   * @throws when another scope owns the namespace
   */
  public addNamespace(name: string, options: FleetNamespaceOptions = {}): void {
    names.dnsLabel(`a namespace of scope '${this.scopeName}'`, name);
    if (['default', 'kube-system', 'kube-public', 'kube-node-lease', 'gke-connect'].includes(name)) {
      throw new Error(`namespace '${name}' is a system namespace and can't belong to scope '${this.scopeName}'; create a namespace for the team`);
    }
    requireLabels(`labels of namespace '${name}' of scope '${this.scopeName}'`, options.labels);
    this.fleet._claim(name, this);
    this.owned.add(name);
    this.emit({ group: 'scopes namespaces', name, place: `--scope=${this.scopeName}`, flags: [], labels: options.labels }, {
      kind: 'GKEHubNamespace',
      name,
      spec: () => ({ namespaceID: name, scopeRef: { name: this.scopeName }, ...(options.labels ? { namespaceLabels: options.labels } : {}) }),
    });
  }

  /** Adds clusters, which get the namespaces of the scope. */
  public bind(...clusters: FleetCluster[]): void {
    for (const cluster of clusters) {
      if (cluster.fleet !== this.fleet) {
        throw new Error(`cluster '${cluster.clusterName}' belongs to fleet '${cluster.fleet.node.path}', not to the fleet of scope '${this.scopeName}'; bind clusters of that fleet only`);
      }
      if (this.bound.has(cluster.clusterName)) {
        continue;
      }
      this.bound.set(cluster.clusterName, cluster);
      const name = `${this.scopeName}-${cluster.clusterName}`;
      const place = `--membership=${cluster.clusterName} --location=${cluster._membershipLocation}`;
      this.emit({ group: 'memberships bindings', name, place, flags: [`--scope=${this.scopeName}`] }, {
        kind: 'GKEHubMembershipBinding',
        name,
        after: cluster._membershipObjects,
        spec: () => ({ membershipRef: cluster._membershipRef(), scopeRef: { name: this.scopeName } }),
      });
    }
  }

  /** Grants a group a role in the namespaces of the scope: `payments-team@example.com`. */
  public grantGroup(group: string, role: ScopeRole): void {
    this.grant('group', group, role);
  }

  /** Grants a user a role in the namespaces of the scope. */
  public grantUser(user: string, role: ScopeRole): void {
    this.grant('user', user, role);
  }

  private grant(by: 'group' | 'user', who: string, role: ScopeRole): void {
    if (!/^[^\s@]+@[^\s@]+$/.test(who)) {
      throw new Error(`a ${by} of scope '${this.scopeName}' must be an e-mail address, got: '${who}'`);
    }
    if (role._custom) {
      this.fleet._needRoleActuation();
    }
    const name = uniqueName(this.scopeName, role._name, by, who);
    this.emit({ group: 'scopes rbacrolebindings', name, place: `--scope=${this.scopeName}`, flags: [role._flag, `--${by}=${shellWord(who)}`] }, {
      kind: 'GKEHubScopeRBACRoleBinding',
      name,
      spec: () => ({ scopeRef: { name: this.scopeName }, role: role._render(), [by]: who }),
    });
  }

  /** Creates a part of the scope, after the scope itself. */
  private emit(resource: FleetResource, part: HubObject): void {
    if (this.fleet._scopeForm === ScopeForm.GCLOUD) {
      this.create(resource);
    } else {
      this.fleet._hub.emit({ ...part, after: [this.object(), ...part.after ?? []] });
    }
  }

  /** Creates a resource, or updates it if it exists, so that the script can run again. */
  private create({ group, name, place, flags, labels }: FleetResource): void {
    const command = (verb: string, more: readonly string[]) =>
      [`gcloud container fleet ${group} ${verb} ${name}`, ...(place ? [place] : []), ...more, `--project=${this.fleet.project.id}`].join(' ');
    const [exists, create] = [`${command('describe', [])} >/dev/null 2>&1`, command('create', [...flags, ...labelFlag('namespace-labels', labels)])];
    if (!labels) {
      this.fleet._hub.command(`${exists} || ${create}`);
      return;
    }
    const update = command('update', ['--clear-namespace-labels', ...labelFlag('update-namespace-labels', labels)]);
    this.fleet._hub.command(`if ${exists}; then ${update}; else ${create}; fi`);
  }

  private make(): void {
    if (this.fleet._scopeForm === ScopeForm.GCLOUD) {
      this.create({ group: 'scopes', name: this.scopeName, flags: [], labels: this.options.namespaceLabels });
    } else {
      this.object();
    }
  }

  private object() {
    return this.fleet._hub.emit({
      kind: 'GKEHubScope',
      name: this.scopeName,
      spec: () => ({
        location: 'global',
        projectRef: { external: this.fleet.project.id },
        ...(this.options.namespaceLabels ? { namespaceLabels: this.options.namespaceLabels } : {}),
      }),
    });
  }
}
guarded(FleetScope, 'FleetScope');

/** A fleet resource under gcloud's name. */
interface FleetResource {
  /** such as `scopes namespaces` */
  readonly group: string;
  readonly name: string;
  /** The flags for its parent. */
  readonly place?: string;
  readonly flags: readonly string[];
  /** All labels of its namespaces, if the app determines them. */
  readonly labels?: { readonly [name: string]: string };
}

function requireLabels(what: string, labels: { readonly [name: string]: string } | undefined): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    names.labelKey(`a key in ${what}`, key);
    names.labelValue(`${what}: '${key}'`, value);
  }
}

/** Labels as a gcloud flag, comma-separated. */
function labelFlag(flag: string, labels: { readonly [name: string]: string } | undefined): string[] {
  const all = Object.entries(labels ?? {}).map(([name, value]) => `${name}=${value}`);
  return all.length === 0 ? [] : [`--${flag}=${shellWord(all.join(','))}`];
}
