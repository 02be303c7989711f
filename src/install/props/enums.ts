/** What is in an image beside the program. */
export enum ImageVariant {
  /** A shell and the usual tools. */
  DEFAULT = '',
  /** Nothing. */
  DISTROLESS = 'distroless',
  /** Tools to look into the network with. */
  DEBUG = 'debug',
}

/** When images are fetched. */
export enum ImagePullPolicy {
  /** Each time. */
  ALWAYS = 'Always',
  /** When the node hasn't got it. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** Never: the node has to have it. */
  NEVER = 'Never',
}

/** How a cluster takes CNI plugins. */
export enum CniProvider {
  /** From a directory. */
  DEFAULT = 'default',
  /** Through Multus. */
  MULTUS = 'multus',
}

/** Whether a pod is looked at again. */
export enum ReinvocationPolicy {
  /** Once is enough. */
  NEVER = 'Never',
  /** When another webhook has changed it. */
  IF_NEEDED = 'IfNeeded',
}

/** What happens to configuration while the validating webhook doesn't answer. */
export enum ValidationFailurePolicy {
  /** It passes. */
  IGNORE = 'Ignore',
  /** It is refused. */
  FAIL = 'Fail',
}

/** What runs the pods of a gateway. */
export enum GatewayPods {
  /** As many as are asked for. */
  DEPLOYMENT = 'Deployment',
  /** One on each node. */
  DAEMON_SET = 'DaemonSet',
}

/** What kind of Service a gateway has. */
export enum GatewayServiceType {
  /** A load balancer. */
  LOAD_BALANCER = 'LoadBalancer',
  /** A port of each node. */
  NODE_PORT = 'NodePort',
  /** An address in the cluster. */
  CLUSTER_IP = 'ClusterIP',
  /** None at all. */
  NONE = 'None',
}

/** Settings that belong together. */
export enum InstallProfile {
  /** For ambient: proxies on nodes, and waypoints. */
  AMBIENT = 'ambient',
  /** To show Istio: small, everything logged and traced. */
  DEMO = 'demo',
  /** What is about to become the default. */
  PREVIEW = 'preview',
  /** A cluster that an istiod elsewhere serves. */
  REMOTE = 'remote',
  /** Only what is promised to stay. */
  STABLE = 'stable',
}

/** Distributions of Kubernetes that need something different. */
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

/** A minor of Istio whose behaviour is kept. */
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

/** Which part is installed, where not everybody may install everything. */
export enum ResourceScope {
  /** All of it. */
  ALL = 'all',
  /** What belongs to the cluster. */
  CLUSTER = 'cluster',
  /** What belongs to a namespace. */
  NAMESPACE = 'namespace',
}
