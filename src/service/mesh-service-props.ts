import type { IConstruct } from 'constructs';
import type { ICallTarget } from './calls';
import type { ServicePort } from './port';
import type { WorkloadOptions } from './workload';
import type { AdoptionStage, DataPlane, MutualTls } from '../control-plane';
import type { Identity } from '../security/identity';
import type { IBackend } from '../traffic/backend';
import type { TrafficPolicy } from '../traffic/traffic-policy';

/** A logical service of the mesh, with ports, versions, rules and callers. */
export interface IMeshService extends IConstruct, IBackend, ICallTarget {
  /** Name of the Kubernetes Service. */
  readonly serviceName: string;
  /** Namespace of the service. */
  readonly namespace: string;
  /** Full host of the service: `NAME.NAMESPACE.svc.CLUSTER_DOMAIN`. */
  readonly host: string;
}

/** A service that this app defines. */
export interface MeshServiceProps extends WorkloadOptions {
  /**
   * Ports that callers use. A service without ports cannot be called, such as a job or a load generator.
   *
   * @default - no ports, and no Kubernetes Service
   */
  readonly ports?: ServicePort[];
  /**
   * Name of the Kubernetes Service.
   *
   * @default - the construct's id
   */
  readonly serviceName?: string;
  /**
   * Labels of all pods of the service, for the Service's selector.
   *
   * @default - `app`, with the service's name
   */
  readonly selector?: { readonly [name: string]: string };
  /**
   * Whether the Service is headless: it has no cluster IP, and DNS returns the addresses of the pods.
   *
   * @default false
   */
  readonly headless?: boolean;
  /**
   * Annotations of the Kubernetes Service.
   *
   * @default - none
   */
  readonly annotations?: { readonly [name: string]: string };
  /**
   * Identity of the service's workloads: an existing service account.
   *
   * @default - a service account with the service's name is created
   */
  readonly identity?: Identity;
  /**
   * Traffic policy of callers' proxies for the service.
   *
   * @default - the plane's defaults
   */
  readonly policy?: TrafficPolicy;
  /**
   * Whether the service's workloads refuse plaintext.
   *
   * @default - the namespace's setting
   */
  readonly mtls?: MutualTls;
  /**
   * Whether the service's applications use proxyless gRPC: they get their routes from the control plane through gRPC's xDS support, and connect to
   * `xds:///HOST:PORT`.
   *
   * @default false
   */
  readonly proxyless?: boolean;
  /**
   * How the service's pods join the mesh.
   *
   * @default - the namespace's setting
   */
  readonly dataPlane?: DataPlane;
  /**
   * Adoption stage of the service: whether its proxies are scoped, plaintext is refused (`mtls` overrides that), and only declared calls are accepted.
   *
   * @default - its namespace's setting
   */
  readonly stage?: AdoptionStage;
  /**
   * Hosts that the service's proxies may call in addition to declared calls, in the form of a Sidecar: `NAMESPACE/HOST`. The hosts of the mesh's extension
   * providers
   * are included automatically if the control plane's configuration is known.
   *
   * @default - none
   */
  readonly sidecarHosts?: string[];
}

/** Attributes of a service that this app does not define. */
export interface MeshServiceAttributes {
  /** Name of the Kubernetes Service. */
  readonly serviceName: string;
  /**
   * Namespace of the service.
   *
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
  /** Ports of the service. */
  readonly ports: ServicePort[];
  /**
   * Labels by which the service selects its pods.
   *
   * @default - unknown: versions, access rules, tokens and mutual TLS, which need its pods, are errors
   */
  readonly selector?: { readonly [name: string]: string };
  /**
   * Identity of the service's workloads.
   *
   * @default - unknown: it can be called, but cannot call other services
   */
  readonly identity?: Identity;
}
