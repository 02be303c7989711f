import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given, guarded } from '../../guard/guard';
import destinationRuleWriters, { type DestinationRuleProps, Subset, type SubsetOptions } from '../api/destination-rule';
import { described } from '../api/kinds';
import type { Json } from '../write/json';

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
    this._append('subsets', (at) => destinationRuleWriters.subsetProps({ ...options, name: subsetName }, '', at));
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
