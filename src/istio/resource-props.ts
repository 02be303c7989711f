import type { ApiObjectMetadata } from 'cdk8s';

/** What every object of Istio's API can be given. */
export interface ResourceProps {
  /**
   * Name, namespace, labels and annotations of the Kubernetes object.
   *
   * @default - a name made from the construct's path, in the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;
}
