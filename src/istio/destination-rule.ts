import type { Construct } from 'constructs';
import type { DestinationConfig, IDestination } from './destination';
import { Destination } from './destination';
import { given, guarded } from '../guard/guard';
import { subsetProps } from './render/destination-rule';
import type { Json } from './render/json';
import { described } from './render/kinds';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';
import type { TrafficPolicy } from './traffic-policy';
import type { ExportTo } from './visibility';

/** Options of a subset. */
export interface SubsetOptions {
  /**
   * The labels of the endpoints.
   *
   * @default - all endpoints of the host
   */
  readonly labels?: { [label: string]: string };

  /**
   * The traffic policy; its fields override those of the rule.
   *
   * @default - that of the rule
   */
  readonly trafficPolicy?: TrafficPolicy;
}

/** A subset of a host's endpoints, such as a version of a service. */
export interface SubsetProps extends SubsetOptions {
  /** The name that routes refer to. */
  readonly name: string;
}

/** Properties of `DestinationRule`. */
export interface DestinationRuleProps extends ResourceProps {
  /** The host in the service registry. A fully qualified name is independent of the namespace. */
  readonly host: string;

  /**
   * The traffic policy of the whole host.
   *
   * @default - Istio's defaults
   */
  readonly trafficPolicy?: TrafficPolicy;

  /**
   * The subsets; `addSubset` adds more.
   *
   * @default - none
   */
  readonly subsets?: SubsetProps[];

  /**
   * The namespaces in which the rule is visible.
   *
   * @default - the mesh's setting, which is everywhere unless changed
   */
  readonly exportTo?: ExportTo[];

  /**
   * Labels of the client workloads, in this namespace, to which the rule applies.
   *
   * @default - all workloads that can see it
   */
  readonly workloadSelector?: { [label: string]: string };
}

/**
 * Policies for a host, applied by clients after routing: subsets, load balancing, connection limits, outlier detection
 * and TLS.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/
 *
 * @example
 * declare const chart: Chart;
 * const reviews = new mesh.istio.DestinationRule(chart, 'reviews', {
 *   host: 'reviews',
 *   trafficPolicy: { loadBalancer: mesh.istio.LoadBalancer.leastRequest() },
 * });
 * const v1 = reviews.addSubset('v1', { labels: { version: 'v1' } });
 * new mesh.istio.VirtualService(chart, 'routes', { hosts: ['reviews'], http: [{ route: [{ destination: v1 }] }] });
 */
export class DestinationRule extends IstioResource {
  /** The host of the rule. */
  public readonly host: string;

  public constructor(scope: Construct, id: string, props: DestinationRuleProps) {
    super(scope, given('istio.DestinationRule', scope, id, props), described('DestinationRule', props));
    this.host = props.host;
  }

  /**
   * Adds a subset, and returns it for use as a destination.
   *
   * @param subsetName the name that routes refer to
   * @throws when a subset with that name already exists
   */
  public addSubset(subsetName: string, options: SubsetOptions = {}): Subset {
    if (this.names().includes(subsetName)) {
      this._refuse(`a subset named '${subsetName}' already exists; use a different name`);
    }
    this._append('subsets', (at) => subsetProps({ ...options, name: subsetName }, '', at));
    return this.subset(subsetName);
  }

  /**
   * Returns a subset of the rule, for use as a destination.
   *
   * @throws when the rule has no subset with that name
   */
  public subset(name: string): Subset {
    if (!this.names().includes(name)) {
      this._refuse(`there is no subset '${name}' (defined: ${this.names().join(', ') || 'none'}); add it with addSubset`);
    }
    return new Subset({ host: this.host, subset: name });
  }

  private names(): string[] {
    return ((this._state.subsets ?? []) as Json[]).map((s) => s.name as string);
  }
}
guarded(DestinationRule, 'istio.DestinationRule');

/** A subset that a DestinationRule declares, for use as a destination of routes. */
export class Subset implements IDestination {
  /** @internal */
  public constructor(private readonly config: DestinationConfig) {}

  /** The name of the subset. */
  public get subsetName(): string {
    return this.config.subset!;
  }

  /** Returns this subset on a port of its service. */
  public atPort(port: number): Destination {
    return Destination.port(this, port);
  }

  /** Returns the destination as plain values. */
  public toDestinationConfig(): DestinationConfig {
    return this.config;
  }
}
guarded(Subset, 'istio.Subset');
