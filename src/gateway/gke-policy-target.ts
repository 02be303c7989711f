import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';
import type { IMeshService } from '../service';

/** What a policy of GKE's load balancers holds for. A policy stands in the namespace of its target. */
export class GkePolicyTarget extends Value {
  /** The Service of a service of this cluster, for a Gateway of this cluster. */
  public static service(service: IMeshService): GkePolicyTarget {
    return new GkePolicyTarget('', 'Service', service.serviceName, service.namespace);
  }

  /** The ServiceImport that GKE creates for an exported service, for a multi-cluster Gateway. */
  public static serviceImport(service: IMeshService): GkePolicyTarget {
    return new GkePolicyTarget('net.gke.io', 'ServiceImport', service.serviceName, service.namespace);
  }

  /** The ServiceExport of a service in this cluster: what its backends here are preferred to, or take. */
  public static serviceExport(service: IMeshService): GkePolicyTarget {
    return new GkePolicyTarget('net.gke.io', 'ServiceExport', service.serviceName, service.namespace);
  }

  /**
   * A Service by its name, where no construct of this app defines it: that of the proxies of a gateway.
   *
   * @param name name of the Service
   * @param namespace its namespace; that of the chart, when left out
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
   * Refuses another namespace than the target's, in which GKE would not find it.
   *
   * @internal
   */
  public _requireNamespace(what: string, namespace: string): void {
    if (this.namespace !== undefined && this.namespace !== namespace) {
      throw new Error(`${what}: the namespace of its chart must be that of ${this.kind} '${this.name}', '${this.namespace}', got: '${namespace}'; create it in a chart of that namespace`);
    }
  }

  /** @internal */
  public _render(): { readonly group: string; readonly kind: string; readonly name: string } {
    return { group: this.group, kind: this.kind, name: this.name };
  }
}
guarded(GkePolicyTarget, 'GkePolicyTarget');
