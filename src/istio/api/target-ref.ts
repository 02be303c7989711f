import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { anyText, dnsName, matchLabels, text } from '../write/check';
import { type At, atMost, atMostOne, filled, type Input, type Json, struct, value } from '../write/json';

/** A reference to the object that a policy is attached to. */
export interface TargetRefProps {
  /**
   * The API group; empty for the core group.
   *
   * @default - core
   */
  readonly group?: string;

  /** The kind. */
  readonly kind: string;

  /** The name. */
  readonly name: string;
}

/**
 * The object that a policy is attached to, in the policy's namespace. Only waypoints and Gateway API gateways support this.
 *
 * @see https://istio.io/latest/docs/reference/config/type/workload-selector/#PolicyTargetReference
 */
export class TargetRef extends Value {
  /** A Gateway API Gateway: a waypoint or an ingress gateway. */
  public static gateway(name: string): TargetRef {
    return TargetRef.named({ group: 'gateway.networking.k8s.io', kind: 'Gateway', name });
  }

  /** All Gateways of a class; the policy must be in the root namespace. */
  public static gatewayClass(name: string): TargetRef {
    return TargetRef.named({ group: 'gateway.networking.k8s.io', kind: 'GatewayClass', name });
  }

  /** A Kubernetes Service; the policy is enforced at its waypoint. */
  public static service(name: string): TargetRef {
    return TargetRef.named({ kind: 'Service', name });
  }

  /** A ServiceEntry; the policy is enforced at its waypoint. */
  public static serviceEntry(name: string): TargetRef {
    return TargetRef.named({ group: 'networking.istio.io', kind: 'ServiceEntry', name });
  }

  /** An object of this app: an `ApiObject`, or a construct that contains one. */
  public static of(target: IConstruct): TargetRef {
    const object = ApiObject.of(target);
    return TargetRef.named({ group: object.apiGroup === 'core' ? undefined : object.apiGroup, kind: object.kind, name: object.name });
  }

  /** Any object, by group, kind and name. */
  public static named(target: TargetRefProps): TargetRef {
    return new TargetRef(targetRefProps(target, '', 'TargetRef')!);
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(TargetRef, 'istio.TargetRef');

const targetRefProps = struct<TargetRefProps>((p, at) => ({
  group: anyText(p.group, at, 'group'),
  kind: text(p.kind, at, 'kind'),
  name: dnsName(p.name, at, 'name'),
}));

/** The target of a policy: selected workloads, or the objects that it is attached to. */
interface Target {
  readonly selector?: { [label: string]: string };
  readonly targetRefs?: TargetRef[];
}

/** The workloads that a policy applies to: by labels, or by the objects that it targets. */
function targetFields(p: Input<Target>, at: At): Json {
  atMostOne(p, at, 'selector', 'targetRefs');
  atMost(p.targetRefs, 16, at, 'targetRefs');
  return {
    selector: matchLabels(p.selector, at, 'selector'),
    targetRefs: filled(p.targetRefs, at, 'targetRefs', value),
  };
}

export default targetFields;
