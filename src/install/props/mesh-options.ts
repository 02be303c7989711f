import type { ReinvocationPolicy, ValidationFailurePolicy } from './enums';

/** The source of certificates. */
export interface IstiodCertificates {
  /**
   * The signer of istiod's own certificate: `istiod`, `custom`, `none`, or a Kubernetes signer, `k8s.io/NAME`.
   *
   * @default istiod
   */
  readonly provider?: string;

  /**
   * Kubernetes signers whose requests istiod may approve.
   *
   * @default - none
   */
  readonly signers?: string[];

  /**
   * Address of the CA that signs proxy certificates.
   *
   * @default - istiod
   */
  readonly caAddress?: string;

  /**
   * Name of the ConfigMap or trust bundle with the root certificates.
   *
   * @default istio-ca-root-cert
   */
  readonly trustBundleName?: string;

  /**
   * Name of the ConfigMap with the certificate revocation list.
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
   * Audience of the tokens of proxies.
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

/** Sidecar injection settings. */
export interface SidecarInjector {
  /**
   * Whether pods of enrolled namespaces are injected by default.
   *
   * @default true
   */
  readonly autoInject?: boolean;

  /**
   * Whether all namespaces are injected unless they are labelled otherwise.
   *
   * @default false
   */
  readonly enableNamespacesByDefault?: boolean;

  /**
   * Pods that are never injected: label selectors, in Kubernetes format.
   *
   * @default - none
   */
  readonly neverInjectSelector?: { [key: string]: any }[];

  /**
   * Pods that are always injected: label selectors, in Kubernetes format.
   *
   * @default - none
   */
  readonly alwaysInjectSelector?: { [key: string]: any }[];

  /**
   * Annotations that are added to injected pods.
   *
   * @default - none
   */
  readonly injectedAnnotations?: { [key: string]: string };

  /**
   * Whether the webhook is called again after another webhook changed a pod.
   *
   * @default ReinvocationPolicy.NEVER
   */
  readonly reinvocationPolicy?: ReinvocationPolicy;

  /**
   * Whether application probes go through the agent, so that they work with mutual TLS.
   *
   * @default true
   */
  readonly rewriteAppHttpProbe?: boolean;

  /**
   * Custom injection templates, by name: Go templates of parts of a pod. One with the name of a built-in template replaces it.
   *
   * @default - none
   */
  readonly templates?: { [key: string]: string };

  /**
   * The templates of pods that don't select any.
   *
   * @default - `sidecar`
   */
  readonly defaultTemplates?: string[];
}

/** The validating webhook. */
export interface ValidationOptions {
  /**
   * Whether the validating webhook is created.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * URL of the validating webhook.
   *
   * @default - the Service
   */
  readonly url?: string;

  /**
   * The CA bundle, in base64, with which the API server verifies the validating webhook.
   *
   * @default - set by istiod at run time
   */
  readonly caBundle?: string;

  /**
   * How configuration is handled while the validating webhook doesn't answer.
   *
   * @default - accepted until istiod is ready, then refused
   */
  readonly failurePolicy?: ValidationFailurePolicy;
}

/** Multi-cluster settings. */
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
   * Name of the network of the cluster's pods.
   *
   * @default - one network for all
   */
  readonly network?: string;

  /**
   * Whether this istiod serves remote clusters.
   *
   * @default false
   */
  readonly externalIstiod?: boolean;
}

/** A remote istiod. */
export interface RemoteIstiod {
  /**
   * Whether a remote istiod serves this cluster.
   *
   * @default false
   */
  readonly enabled?: boolean;

  /**
   * Address or host name of the remote istiod.
   *
   * @default - none
   */
  readonly pilotAddress?: string;

  /**
   * Whether an istiod in this cluster injects proxies.
   *
   * @default false
   */
  readonly localInjector?: boolean;

  /**
   * URL of the injection webhook.
   *
   * @default - the Service
   */
  readonly injectionUrl?: string;

  /**
   * Path of the injection webhook, which includes the cluster and the network.
   *
   * @default /inject
   */
  readonly injectionPath?: string;

  /**
   * The CA bundle, in base64, with which the API server verifies the injection webhook.
   *
   * @default - set by istiod at run time
   */
  readonly injectionCaBundle?: string;

  /**
   * Whether the remote istiod reads its configuration from this cluster.
   *
   * @default false
   */
  readonly configCluster?: boolean;

  /**
   * IP family policy of the remote istiod's Service.
   *
   * @default - Kubernetes' default
   */
  readonly ipFamilyPolicy?: string;

  /**
   * IP families of the remote istiod's Service.
   *
   * @default - Kubernetes' default
   */
  readonly ipFamilies?: string[];
}

/** The service account for the istiods of other clusters. */
export interface ReaderServiceAccount {
  /**
   * Name of the service account.
   *
   * @default istio-reader-service-account
   */
  readonly name?: string;

  /**
   * Namespace of the service account.
   *
   * @default - istiod's
   */
  readonly namespace?: string;
}
