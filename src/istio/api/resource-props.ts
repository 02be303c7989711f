import type { ApiObjectMetadata } from 'cdk8s';

/** Properties of all objects of Istio's API. */
export interface ResourceProps {
  /**
   * Name, namespace, labels and annotations of the Kubernetes object.
   *
   * @default - a name generated from the construct's path, in the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;
}
