import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { GkePolicyTarget } from './gke-policy-target';
import { emit } from '../emit/emit';
import { compact } from '../grammar/json';
import * as names from '../grammar/names';
import { given } from '../guard/guard';
import { probeCheck } from '../plane/gateway-api/google/health-check';
import type { HealthCheck } from '../workload/health-check';

/** The health check of a GKE load balancer for a service's pods. */
export interface GkeHealthCheckPolicyProps {
  /** The target of the policy. A target can have one such policy. */
  readonly target: GkePolicyTarget;
  /** The health check, with its port on the pods and its interval. */
  readonly check: HealthCheck;
  /**
   * Consecutive successes after which an endpoint is healthy. @default - 2, Google's default
   */
  readonly healthyThreshold?: number;
  /**
   * Consecutive failures after which an endpoint is unhealthy. @default - 2, Google's default
   */
  readonly unhealthyThreshold?: number;
  /**
   * Whether to log changes of an endpoint's health.
   *
   * @default false
   */
  readonly logging?: boolean;
}

/**
 * The health check of a GKE load balancer for the pods behind a Service: a HealthCheckPolicy, in the chart of the service's namespace. For a mesh service
 * behind a gateway with `GatewayImplementation.gke()`, one is generated from the service's own health check.
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
      throw new Error(`${what}: check must be an HTTP, gRPC or TCP check, got: HealthCheck.command; use HealthCheck.http, .grpc or .tcp, as a load balancer can't run commands`);
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
