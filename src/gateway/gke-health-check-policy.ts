import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { GkePolicyTarget } from './gke-policy-target';
import { emit } from '../emit/emit';
import { compact } from '../grammar/json';
import * as names from '../grammar/names';
import { given } from '../guard/guard';
import { probeCheck } from '../plane/gateway-api/google/health-check';
import type { HealthCheck } from '../workload/health-check';

/** What a load balancer of GKE asks the pods behind a service. */
export interface GkeHealthCheckPolicyProps {
  /** What it is for. A target has one such policy. */
  readonly target: GkePolicyTarget;
  /** The check, its port on the pods, and its interval. */
  readonly check: HealthCheck;
  /**
   * Answers in a row after which an endpoint is well.
   *
   * @default - 2, as Google has it
   */
  readonly healthyThreshold?: number;
  /**
   * Failures in a row after which it is not.
   *
   * @default - 2, as Google has it
   */
  readonly unhealthyThreshold?: number;
  /**
   * Whether changes are logged.
   *
   * @default false
   */
  readonly logging?: boolean;
}

/**
 * What a load balancer of GKE asks the pods behind a Service: a HealthCheckPolicy, in the chart of the service's namespace. A service of the mesh behind a gateway
 * of `GatewayImplementation.gke()` has one made from its own health check.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources#configure_health_check
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh
 * declare const web: mesh.MeshService;
 * new mesh.GkeHealthCheckPolicy(chart, 'web-health', { target: mesh.GkePolicyTarget.serviceImport(web), check: mesh.HealthCheck.http(8080, '/healthz') });
 */
export class GkeHealthCheckPolicy extends Construct {
  public constructor(scope: Construct, id: string, props: GkeHealthCheckPolicyProps) {
    super(scope, given('GkeHealthCheckPolicy', scope, id, props));
    const what = `health check policy '${this.node.path}'`;
    const namespace = names.dnsLabel(`the namespace of ${what}`, Chart.of(this).namespace ?? '');
    props.target._requireNamespace(what, namespace);
    const probe = props.check._model();
    if (probe.kind === 'exec') {
      throw new Error(`${what}: check must be an HTTP, gRPC or TCP check, as a load balancer can't run commands, got: HealthCheck.command; use HealthCheck.http, .grpc or .tcp`);
    }
    const threshold = (name: string, value: number | undefined) => (value === undefined ? undefined : names.integer(`the ${name} of ${what}`, value, 1, 10));
    const settings = compact({
      healthyThreshold: threshold('healthyThreshold', props.healthyThreshold),
      unhealthyThreshold: threshold('unhealthyThreshold', props.unhealthyThreshold),
      logConfig: props.logging === undefined ? undefined : { enabled: props.logging },
    });
    emit(this, {
      id: 'HealthCheckPolicy',
      apiVersion: 'networking.gke.io/v1',
      kind: 'HealthCheckPolicy',
      name: names.dnsLabel(`the name of ${what}`, id),
      namespace,
      render: () => ({ spec: { default: { ...probeCheck(probe), ...settings }, targetRef: props.target._render() } }),
    });
  }
}
