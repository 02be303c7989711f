import { Destination, type DestinationConfig, type IDestination } from './destination';
import type { ResourceProps } from './resource-props';
import trafficPolicy, { type TrafficPolicy } from './traffic-policy';
import type { ExportTo } from './visibility';
import { guarded } from '../../guard/guard';
import { host, label, labels, matchLabels } from '../write/check';
import { filled, list, refuse, struct, value } from '../write/json';

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
   * @default - the policy of the rule
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

const subsetOptions = struct<SubsetOptions>((p, at) => ({
  labels: labels(p.labels, at, 'labels'),
  trafficPolicy: trafficPolicy(p.trafficPolicy, at, 'trafficPolicy'),
}));

const subsetProps = struct<SubsetProps>((p, at) => ({
  ...subsetOptions(p, at, ''),
  name: label(p.name, at, 'name'),
}));

const destinationRuleSpec = struct<DestinationRuleProps>((p, at) => {
  const names = (p.subsets ?? []).map((s) => s.name);
  const repeated = names.find((n, i) => names.indexOf(n) !== i);
  if (repeated !== undefined) {
    refuse(at, `two subsets are named '${repeated}'; rename one of them`);
  }
  return {
    host: host(p.host, at, 'host'),
    trafficPolicy: trafficPolicy(p.trafficPolicy, at, 'trafficPolicy'),
    subsets: list(p.subsets, at, 'subsets', subsetProps),
    exportTo: filled(p.exportTo, at, 'exportTo', value),
    workloadSelector: matchLabels(p.workloadSelector, at, 'workloadSelector'),
  };
});

export default { subsetProps, destinationRuleSpec };
