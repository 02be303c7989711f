import type { Construct } from 'constructs';
import type { DestinationConfig, IDestination } from './destination';
import { Destination } from './destination';
import { subsetProps } from './render/destination-rule';
import type { Json } from './render/json';
import { described } from './render/kinds';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';
import type { TrafficPolicy } from './traffic-policy';
import type { ExportTo } from './visibility';

/** The endpoints of a subset and their policy. */
export interface SubsetOptions {
  /**
   * The labels of the endpoints; without, all of them.
   *
   * @default - all endpoints of the host
   */
  readonly labels?: { [label: string]: string };

  /**
   * The policy, laid over that of the rule field by field.
   *
   * @default - that of the rule
   */
  readonly trafficPolicy?: TrafficPolicy;
}

/** A subset of a host's endpoints: often one version of a service. */
export interface SubsetProps extends SubsetOptions {
  /** Its name, which routes use. */
  readonly name: string;
}

/** Properties of `DestinationRule`. */
export interface DestinationRuleProps extends ResourceProps {
  /** The host, as the service registry knows it; full names mean the same from everywhere. */
  readonly host: string;

  /**
   * The policy of the host as a whole.
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
   * The namespaces that can see it.
   *
   * @default - the mesh's setting, which is everywhere unless changed
   */
  readonly exportTo?: ExportTo[];

  /**
   * The labels of the workloads of this namespace whose proxies obey it.
   *
   * @default - all that can see it
   */
  readonly workloadSelector?: { [label: string]: string };
}

/**
 * What clients do with a host after routing: its subsets, and the policies of load balancing, connection limits, outlier detection
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
    super(scope, id, described('DestinationRule', props));
    this.host = props.host;
  }

  /**
   * Adds a subset, to be used as a destination.
   *
   * @param subsetName its name, which routes use
   * @throws when there is one with that name
   */
  public addSubset(subsetName: string, options: SubsetOptions = {}): Subset {
    if (this.names().includes(subsetName)) {
      this._refuse(`a subset named '${subsetName}' already exists; use a different name`);
    }
    this._append('subsets', (at) => subsetProps({ ...options, name: subsetName }, '', at));
    return this.subset(subsetName);
  }

  /**
   * A subset of the rule, to be used as a destination.
   *
   * @throws when the rule has none with that name
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

/** A subset of a host's endpoints, as a DestinationRule declares it: a destination for routes. */
export class Subset implements IDestination {
  /** @internal */
  public constructor(private readonly config: DestinationConfig) {}

  /** The name of the subset. */
  public get subsetName(): string {
    return this.config.subset!;
  }

  /** This subset at a port of its service. */
  public atPort(port: number): Destination {
    return Destination.port(this, port);
  }

  /** Says where in plain values. */
  public toDestinationConfig(): DestinationConfig {
    return this.config;
  }
}
