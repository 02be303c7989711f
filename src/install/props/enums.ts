/** The variant of an image: the tools that it contains. */
export enum ImageVariant {
  /** With a shell and common tools. */
  DEFAULT = '',
  /** A minimal image, without a shell. */
  DISTROLESS = 'distroless',
  /** With network debugging tools. */
  DEBUG = 'debug',
}

/** The image pull policy. */
export enum ImagePullPolicy {
  /** Each time. */
  ALWAYS = 'Always',
  /** If the node does not have the image. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** Never: the node must have the image. */
  NEVER = 'Never',
}

/** How a cluster takes CNI plugins. */
export enum CniProvider {
  /** From a directory. */
  DEFAULT = 'default',
  /** Through Multus. */
  MULTUS = 'multus',
}

/** Whether the webhook is called again for a pod. */
export enum ReinvocationPolicy {
  /** Never again. */
  NEVER = 'Never',
  /** If another webhook changed the pod. */
  IF_NEEDED = 'IfNeeded',
}

/** How configuration is handled while the validating webhook doesn't answer. */
export enum ValidationFailurePolicy {
  /** Accept the configuration. */
  IGNORE = 'Ignore',
  /** Refuse the configuration. */
  FAIL = 'Fail',
}

/** The workload kind of a gateway. */
export enum GatewayPods {
  /** A Deployment with the configured number of replicas. */
  DEPLOYMENT = 'Deployment',
  /** A pod on each node. */
  DAEMON_SET = 'DaemonSet',
}

/** The Service type of a gateway. */
export enum GatewayServiceType {
  /** A load balancer. */
  LOAD_BALANCER = 'LoadBalancer',
  /** A port of each node. */
  NODE_PORT = 'NodePort',
  /** A cluster-internal address. */
  CLUSTER_IP = 'ClusterIP',
  /** No Service. */
  NONE = 'None',
}

/** Predefined settings. */
export enum InstallProfile {
  /** Ambient mode: ztunnel and waypoints. */
  AMBIENT = 'ambient',
  /** For demos: small, with full logging and tracing. */
  DEMO = 'demo',
  /** Upcoming defaults. */
  PREVIEW = 'preview',
  /** A cluster that is served by an istiod elsewhere. */
  REMOTE = 'remote',
  /** Stable features only. */
  STABLE = 'stable',
}

/** Kubernetes distributions that need special settings. */
export enum InstallPlatform {
  /** Google Kubernetes Engine. */
  GKE = 'gke',
  /** Rancher's k3d. */
  K3D = 'k3d',
  /** Rancher's k3s. */
  K3S = 'k3s',
  /** Canonical's MicroK8s. */
  MICROK8S = 'microk8s',
  /** Minikube. */
  MINIKUBE = 'minikube',
  /** Red Hat's OpenShift. */
  OPENSHIFT = 'openshift',
}

/** A minor version of Istio whose behaviour is preserved. */
export enum CompatibilityVersion {
  /** 1.25. */
  V1_25 = '1.25',
  /** 1.26. */
  V1_26 = '1.26',
  /** 1.27. */
  V1_27 = '1.27',
  /** 1.28. */
  V1_28 = '1.28',
  /** 1.29. */
  V1_29 = '1.29',
  /** 1.30. */
  V1_30 = '1.30',
}

/** Which objects are installed, for installers with limited permissions. */
export enum ResourceScope {
  /** All objects. */
  ALL = 'all',
  /** Cluster-scoped objects. */
  CLUSTER = 'cluster',
  /** Namespaced objects. */
  NAMESPACE = 'namespace',
}
