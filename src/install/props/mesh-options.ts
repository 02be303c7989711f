import type { ReinvocationPolicy, ValidationFailurePolicy } from './enums';

/** Where certificates come from. */
export interface IstiodCertificates {
  /**
   * Who signs istiod's own: `istiod`, `custom`, `none`, or a signer of Kubernetes, `k8s.io/NAME`.
   *
   * @default istiod
   */
  readonly provider?: string;

  /**
   * Signers of Kubernetes that istiod may approve requests for.
   *
   * @default - none
   */
  readonly signers?: string[];

  /**
   * Address of the CA that proxies ask.
   *
   * @default - istiod
   */
  readonly caAddress?: string;

  /**
   * Name of the ConfigMap, or the trust bundle, with the roots.
   *
   * @default istio-ca-root-cert
   */
  readonly trustBundleName?: string;

  /**
   * Name of the ConfigMap with revoked certificates.
   *
   * @default - none
   */
  readonly crlConfigMapName?: string;

  /**
   * Whether proxies use certificates from a secret `istio.SERVICE_ACCOUNT`.
   *
   * @default false
   */
  readonly mountMtlsCerts?: boolean;

  /**
   * Audience of the tokens that proxies show.
   *
   * @default istio-ca
   */
  readonly tokenAudience?: string;

  /**
   * Port of the token exchange in each proxy.
   *
   * @default - none
   */
  readonly stsPort?: number;
}

/** Which pods get a proxy, and how. */
export interface SidecarInjector {
  /**
   * Whether pods of enrolled namespaces get one without asking.
   *
   * @default true
   */
  readonly autoInject?: boolean;

  /**
   * Whether every namespace is enrolled that isn't labelled otherwise.
   *
   * @default false
   */
  readonly enableNamespacesByDefault?: boolean;

  /**
   * Pods that never get one: label selectors, as Kubernetes has them.
   *
   * @default - none
   */
  readonly neverInjectSelector?: { [key: string]: any }[];

  /**
   * Pods that always get one: label selectors, as Kubernetes has them.
   *
   * @default - none
   */
  readonly alwaysInjectSelector?: { [key: string]: any }[];

  /**
   * Annotations that pods get with the proxy.
   *
   * @default - none
   */
  readonly injectedAnnotations?: { [key: string]: string };

  /**
   * Whether a pod is looked at again when another webhook has changed it.
   *
   * @default ReinvocationPolicy.NEVER
   */
  readonly reinvocationPolicy?: ReinvocationPolicy;

  /**
   * Whether probes of applications go through the agent, so that mutual TLS doesn't stop them.
   *
   * @default true
   */
  readonly rewriteAppHttpProbe?: boolean;

  /**
   * Own templates, by name: Go templates of parts of a pod. One with the name of a built-in one replaces it.
   *
   * @default - none
   */
  readonly templates?: { [key: string]: string };

  /**
   * Templates of pods that name none.
   *
   * @default - `sidecar`
   */
  readonly defaultTemplates?: string[];
}

/** The webhook that refuses wrong configuration. */
export interface ValidationOptions {
  /**
   * Whether there is one.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Its URL.
   *
   * @default - the Service
   */
  readonly url?: string;

  /**
   * Certificates, base64, that the API server trusts there.
   *
   * @default - what istiod fills in
   */
  readonly caBundle?: string;

  /**
   * What happens while it doesn't answer.
   *
   * @default - configuration passes until istiod is ready, then not
   */
  readonly failurePolicy?: ValidationFailurePolicy;
}

/** A cluster's place among others. */
export interface MultiClusterOptions {
  /**
   * Name of the mesh.
   *
   * @default - its trust domain
   */
  readonly meshId?: string;

  /**
   * Name of this cluster.
   *
   * @default Kubernetes
   */
  readonly clusterName?: string;

  /**
   * Name of the network that its pods share.
   *
   * @default - one network for all
   */
  readonly network?: string;

  /**
   * Whether istiod here serves other clusters that have none.
   *
   * @default false
   */
  readonly externalIstiod?: boolean;
}

/** An istiod elsewhere. */
export interface RemoteIstiod {
  /**
   * Whether this cluster is served by it.
   *
   * @default false
   */
  readonly enabled?: boolean;

  /**
   * Its address or name.
   *
   * @default - none
   */
  readonly pilotAddress?: string;

  /**
   * Whether an istiod here injects proxies.
   *
   * @default false
   */
  readonly localInjector?: boolean;

  /**
   * URL of the injecting webhook.
   *
   * @default - the Service
   */
  readonly injectionUrl?: string;

  /**
   * Path of the injecting webhook, which tells it the cluster and the network.
   *
   * @default /inject
   */
  readonly injectionPath?: string;

  /**
   * Certificates, base64, that the API server trusts there.
   *
   * @default - what istiod fills in
   */
  readonly injectionCaBundle?: string;

  /**
   * Whether it reads its configuration from this cluster.
   *
   * @default false
   */
  readonly configCluster?: boolean;

  /**
   * IP family policy of the Service that leads to it.
   *
   * @default - Kubernetes' default
   */
  readonly ipFamilyPolicy?: string;

  /**
   * IP families of the Service that leads to it.
   *
   * @default - Kubernetes' default
   */
  readonly ipFamilies?: string[];
}

/** The account that istiods of other clusters use here. */
export interface ReaderServiceAccount {
  /**
   * Its name.
   *
   * @default istio-reader-service-account
   */
  readonly name?: string;

  /**
   * Its namespace.
   *
   * @default - istiod's
   */
  readonly namespace?: string;
}
