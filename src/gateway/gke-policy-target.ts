import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';
import type { IMeshService } from '../service';

/** The target of a policy for GKE load balancers. A policy must be in the namespace of its target. */
export class GkePolicyTarget extends Value {
  /** The Service of a mesh service in this cluster, for a Gateway of this cluster. */
  public static service(service: IMeshService): GkePolicyTarget {
    return new GkePolicyTarget('', 'Service', service.serviceName, service.namespace);
  }

  /** The ServiceImport that GKE creates for an exported service, for a multi-cluster Gateway. */
  public static serviceImport(service: IMeshService): GkePolicyTarget {
    return new GkePolicyTarget('net.gke.io', 'ServiceImport', service.serviceName, service.namespace);
  }

  /** The ServiceExport of a service in this cluster, for the preference and the capacity of its backends here. */
  public static serviceExport(service: IMeshService): GkePolicyTarget {
    return new GkePolicyTarget('net.gke.io', 'ServiceExport', service.serviceName, service.namespace);
  }

  /**
   * A Service by its name, for one that no construct of this app defines, such as the Service of a gateway's proxies.
   * @param name name of the Service
   * @param namespace its namespace; by default that of the chart
   */
  public static serviceName(name: string, namespace?: string): GkePolicyTarget {
    return new GkePolicyTarget('', 'Service', names.dnsLabel('GkePolicyTarget.serviceName: name', name), namespace);
  }

  private constructor(private readonly group: string, private readonly kind: string, private readonly name: string, private readonly namespace?: string) {
    super();
  }

  /** @internal */
  public get _name(): string {
    return this.name;
  }

  /** @internal */
  public get _kind(): string {
    return this.kind;
  }

  /**
   * Throws for a namespace other than the target's, where GKE would not find the policy.
   *
   * @internal
   */
  public _requireNamespace(what: string, namespace: string): void {
    if (this.namespace !== undefined && this.namespace !== namespace) {
      throw new Error(`${what}: its chart's namespace must be '${this.namespace}', like that of ${this.kind} '${this.name}', got: '${namespace}'; create the policy in a chart of that namespace`);
    }
  }

  /** @internal */
  public _render(): { readonly group: string; readonly kind: string; readonly name: string } {
    return { group: this.group, kind: this.kind, name: this.name };
  }
}
guarded(GkePolicyTarget, 'GkePolicyTarget');
