import { Chart, type Duration } from 'cdk8s';
import { Construct } from 'constructs';
import type { GkePolicyTarget } from './gke-policy-target';
import { emit } from '../emit/emit';
import { compact, compactOrNone } from '../grammar/json';
import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { given, guarded } from '../guard/guard';

/** Session affinity of a GKE load balancer. */
export class GkeSessionAffinity extends Value {
  /** By client address. */
  public static clientIp(): GkeSessionAffinity {
    return new GkeSessionAffinity('CLIENT_IP');
  }

  /**
   * By a cookie that the load balancer generates.
   * @param ttl lifetime of the cookie, up to 14 days; a session cookie by default
   */
  public static generatedCookie(ttl?: Duration): GkeSessionAffinity {
    return new GkeSessionAffinity('GENERATED_COOKIE', ttl && names.integer('GkeSessionAffinity.generatedCookie: ttl in seconds', ttl.toSeconds(), 0, 1_209_600));
  }

  private constructor(private readonly type: string, private readonly ttl?: number) {
    super();
  }

  /** @internal */
  public _render(): { readonly [field: string]: unknown } {
    return compact({ type: this.type, cookieTtlSec: this.ttl });
  }
}
guarded(GkeSessionAffinity, 'GkeSessionAffinity');

/** Which endpoints get requests first. */
export enum GkeBackendPreference {
  /** By proximity and available capacity. */
  DEFAULT = 'DEFAULT',
  /** These endpoints first, until they have no capacity left. */
  PREFERRED = 'PREFERRED',
}

/** Identity-Aware Proxy in front of a service. */
export interface GkeIdentityAwareProxy {
  /** OAuth 2.0 client ID. */
  readonly clientId: string;
  /** Secret in the namespace with the client secret under the key `key`. */
  readonly secretName: string;
}

/** Settings of a GKE load balancer for a service. */
export interface GkeBackendPolicyProps {
  /** The target of the policy. A target can have one such policy. */
  readonly target: GkePolicyTarget;
  /**
   * Response timeout of a backend, in whole seconds.
   *
   * @default - 30 seconds, Google's default
   */
  readonly timeout?: Duration;
  /**
   * Time for connections to finish when an endpoint is removed, up to an hour. @default - 0, Google's default
   */
  readonly connectionDraining?: Duration;
  /**
   * Session affinity.
   *
   * @default - none
   */
  readonly sessionAffinity?: GkeSessionAffinity;
  /**
   * Name of a Cloud Armor policy.
   *
   * @default - none
   */
  readonly securityPolicy?: string;
  /**
   * Percentage of requests to log, 0 to 100. @default - Google's default
   */
  readonly loggedPercentage?: number;
  /**
   * Identity-Aware Proxy.
   *
   * @default - none
   */
  readonly iap?: GkeIdentityAwareProxy;
  /**
   * Requests per second per endpoint before other zones and clusters are used.
   *
   * @default - Google's default
   */
  readonly maxRatePerEndpoint?: number;
  /**
   * Which endpoints get requests first; only for a ServiceExport.
   *
   * @default GkeBackendPreference.DEFAULT
   */
  readonly preference?: GkeBackendPreference;
}

/**
 * Settings of a GKE load balancer for a Service: a GCPBackendPolicy, in the chart of the service's namespace.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh
 * declare const web: mesh.MeshService;
 * new mesh.GkeBackendPolicy(chart, 'web-backend', { target: mesh.GkePolicyTarget.service(web), securityPolicy: 'edge-armor', timeout: Duration.seconds(40) });
 */
export class GkeBackendPolicy extends Construct {
  public constructor(scope: Construct, id: string, props: GkeBackendPolicyProps) {
    super(scope, given('GkeBackendPolicy', scope, id, props));
    const what = `backend policy '${this.node.path}'`;
    const namespace = names.dnsLabel(`the namespace of ${what}`, Chart.of(this).namespace ?? '');
    props.target._requireNamespace(what, namespace);
    if (props.preference !== undefined && props.target._kind !== 'ServiceExport') {
      throw new Error(`${what}: target must be a ServiceExport to set a preference among clusters, got: ${props.target._kind}; use GkePolicyTarget.serviceExport(…), or remove preference`);
    }
    const settings = compactOrNone({
      timeoutSec: props.timeout && names.integer(`the timeout of ${what} in seconds`, props.timeout.toSeconds(), 1, 2_147_483_647),
      connectionDraining: props.connectionDraining && { drainingTimeoutSec: names.integer(`the connectionDraining of ${what} in seconds`, props.connectionDraining.toSeconds(), 0, 3600) },
      sessionAffinity: props.sessionAffinity?._render(),
      securityPolicy: props.securityPolicy,
      logging: props.loggedPercentage === undefined ? undefined : logging(what, props.loggedPercentage),
      iap: props.iap && { enabled: true, clientID: props.iap.clientId, oauth2ClientSecret: { name: names.dnsName(`the secretName of iap of ${what}`, props.iap.secretName) } },
      maxRatePerEndpoint: props.maxRatePerEndpoint === undefined ? undefined : names.integer(`the maxRatePerEndpoint of ${what}`, props.maxRatePerEndpoint, 1, 1_000_000),
      backendPreference: props.preference,
    });
    if (settings === undefined) {
      throw new Error(`${what} sets nothing; set a timeout, a securityPolicy or another option, or remove it`);
    }
    emit(this, {
      id: 'GCPBackendPolicy',
      apiVersion: 'networking.gke.io/v1',
      kind: 'GCPBackendPolicy',
      name: names.dnsLabel(`the name of ${what}`, id),
      namespace,
      render: () => ({ spec: { default: settings, targetRef: props.target._render() } }),
    });
  }
}

/** Log sampling rates are in parts per million. */
function logging(what: string, percentage: number): { readonly [field: string]: unknown } {
  if (!(percentage >= 0 && percentage <= 100)) {
    throw new Error(`${what}: loggedPercentage must be a percentage from 0 to 100, got: ${percentage}`);
  }
  return percentage === 0 ? { enabled: false } : { enabled: true, sampleRate: Math.round(percentage * 10_000) };
}
