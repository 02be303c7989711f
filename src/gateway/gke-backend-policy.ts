import { Chart, type Duration } from 'cdk8s';
import { Construct } from 'constructs';
import type { GkePolicyTarget } from './gke-policy-target';
import { emit } from '../emit/emit';
import { compact, compactOrNone } from '../grammar/json';
import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { given, guarded } from '../guard/guard';

/** How a load balancer of GKE keeps a client at one endpoint. */
export class GkeSessionAffinity extends Value {
  /** By the address of the client. */
  public static clientIp(): GkeSessionAffinity {
    return new GkeSessionAffinity('CLIENT_IP');
  }

  /**
   * By a cookie that the load balancer makes.
   *
   * @param ttl how long it holds, up to 14 days; for the session, when left out
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

/** Which endpoints take requests first. */
export enum GkeBackendPreference {
  /** As far as they are near and have capacity. */
  DEFAULT = 'DEFAULT',
  /** Until they have no capacity left. */
  PREFERRED = 'PREFERRED',
}

/** Identity-Aware Proxy in front of a service. */
export interface GkeIdentityAwareProxy {
  /** Client id of OAuth 2.0. */
  readonly clientId: string;
  /** Secret of the namespace that has the client's secret, in its key `key`. */
  readonly secretName: string;
}

/** What a load balancer of GKE does towards a service. */
export interface GkeBackendPolicyProps {
  /** What it is for. A target has one such policy. */
  readonly target: GkePolicyTarget;
  /**
   * Time in which a backend answers, in whole seconds.
   *
   * @default - 30 seconds, Google's default
   */
  readonly timeout?: Duration;
  /**
   * Time that connections have left when an endpoint goes, up to an hour.
   *
   * @default - 0, as Google has it
   */
  readonly connectionDraining?: Duration;
  /**
   * What keeps a client at one endpoint.
   *
   * @default - none
   */
  readonly sessionAffinity?: GkeSessionAffinity;
  /**
   * Policy of Cloud Armor, by name.
   *
   * @default - none
   */
  readonly securityPolicy?: string;
  /**
   * Share of the requests that are logged, 0 to 100 percent; 0 logs none.
   *
   * @default - as Google has it
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
   * @default - as Google has it
   */
  readonly maxRatePerEndpoint?: number;
  /**
   * Which endpoints take requests first; of a ServiceExport.
   *
   * @default GkeBackendPreference.DEFAULT
   */
  readonly preference?: GkeBackendPreference;
}

/**
 * What a load balancer of GKE does towards a Service: a GCPBackendPolicy, in the chart of the service's namespace.
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

/** A rate of logs is in parts of a million. */
function logging(what: string, percentage: number): { readonly [field: string]: unknown } {
  if (!(percentage >= 0 && percentage <= 100)) {
    throw new Error(`${what}: loggedPercentage must be a percentage from 0 to 100, got: ${percentage}`);
  }
  return percentage === 0 ? { enabled: false } : { enabled: true, sampleRate: Math.round(percentage * 10_000) };
}
