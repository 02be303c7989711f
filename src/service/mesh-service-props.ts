import type { IConstruct } from 'constructs';
import type { ICallTarget } from './calls';
import type { ServicePort } from './port';
import type { WorkloadOptions } from './workload';
import type { AdoptionStage, DataPlane, MutualTls } from '../control-plane';
import type { Identity } from '../security/identity';
import type { IBackend } from '../traffic/backend';
import type { TrafficPolicy } from '../traffic/traffic-policy';

/** A logical service of the mesh: ports, versions, rules, and who calls it. */
export interface IMeshService extends IConstruct, IBackend, ICallTarget {
  /** Name of the Kubernetes Service. */
  readonly serviceName: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Its full host: `NAME.NAMESPACE.svc.CLUSTER_DOMAIN`. */
  readonly host: string;
}

/** A service that this app defines. */
export interface MeshServiceProps extends WorkloadOptions {
  /**
   * Ports that callers use. A service without ports is called by nobody: a job, a load generator.
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
   * Labels that all of its pods carry, and by which the Service selects them.
   *
   * @default - `app`, with the service's name
   */
  readonly selector?: { readonly [name: string]: string };
  /**
   * Whether the Service has no address of its own, and DNS answers with the pods'.
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
   * Who its workloads are: a service account that exists.
   *
   * @default - a service account of the service's name is made
   */
  readonly identity?: Identity;
  /**
   * What callers' proxies do towards it.
   *
   * @default - the plane's defaults
   */
  readonly policy?: TrafficPolicy;
  /**
   * Whether its workloads refuse plain text.
   *
   * @default - as the namespace says
   */
  readonly mtls?: MutualTls;
  /**
   * Whether its programs ask the control plane for their routes themselves, by gRPC's xDS support, and get no proxy. They dial `xds:///HOST:PORT`.
   *
   * @default false
   */
  readonly proxyless?: boolean;
  /**
   * How its pods take part in the mesh.
   *
   * @default - as the namespace says
   */
  readonly dataPlane?: DataPlane;
  /**
   * How far the service has come on the way to declared calls only: whether its proxies are scoped, plain text is
   * refused (which `mtls` may still say otherwise), and only declared calls are taken.
   *
   * @default - as its namespace says
   */
  readonly stage?: AdoptionStage;
  /**
   * Hosts that its proxies may call beside what is declared, as a Sidecar imports them: `NAMESPACE/HOST`. The hosts of the mesh's extension
   * providers are among them without being named, where the control plane's configuration is known here.
   *
   * @default - none
   */
  readonly sidecarHosts?: string[];
}

/** What is known of a service that this app does not define. */
export interface MeshServiceAttributes {
  /** Name of the Kubernetes Service. */
  readonly serviceName: string;
  /**
   * Its namespace.
   *
   * @default - the chart's
   */
  readonly namespace?: string;
  /** Its ports. */
  readonly ports: ServicePort[];
  /**
   * Labels by which it selects its pods.
   *
   * @default - not known: no versions can be added, and nothing is said of its pods alone: access, tokens, mutual TLS
   */
  readonly selector?: { readonly [name: string]: string };
  /**
   * Who its workloads are.
   *
   * @default - not known: it can be called, and can't call
   */
  readonly identity?: Identity;
}
