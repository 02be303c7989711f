import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { RemoteCredentials } from './remote-credentials';
import * as names from '../../grammar/names';
import { given } from '../../guard/guard';
import { emit } from '../chart-objects';

/** Properties of `RemoteSecret`. */
export interface RemoteSecretProps {
  /** Name of the other cluster, as configured in its own Istio (`multiCluster.clusterName`). */
  readonly clusterName: string;
  /**
   * How istiod gets the credentials.
   *
   * @default - none, which is an error at synthesis
   */
  readonly credentials?: RemoteCredentials;
  /**
   * Namespace of istiod.
   *
   * @default istio-system
   */
  readonly namespace?: string;
}

/**
 * Gives an istiod access to another cluster: its Services, pods and endpoints. Equivalent to the Secret of `istioctl create-remote-secret`.
 *
 * @example
 * const app = new App();
 * new mesh.install.RemoteSecret(new Chart(app, 'secrets'), 'west', {
 *   clusterName: 'west',
 *   credentials: mesh.install.RemoteCredentials.externalSecret({ store: 'vault', key: 'clusters/west' }),
 * });
 */
export class RemoteSecret extends Construct {
  /** Name of the Secret. */
  public readonly secretName: string;

  /** The command that creates the Secret, for `RemoteCredentials.existing()`; it assumes that kubectl contexts are named after the clusters. */
  public readonly command: string;

  /** The object that is written; undefined if the Secret is created outside this app. */
  public readonly object?: ApiObject;

  public constructor(scope: Construct, id: string, props: RemoteSecretProps) {
    super(scope, given('install.RemoteSecret', scope, id, props));
    const cluster = names.dnsLabel('the name of a cluster', props.clusterName);
    const namespace = names.dnsLabel('the namespace of istiod', props.namespace ?? 'istio-system');
    this.secretName = `istio-remote-secret-${cluster}`;
    const other = namespace === 'istio-system' ? '' : ` --istioNamespace=${namespace} --namespace=${namespace}`;
    this.command = `istioctl create-remote-secret --context=${cluster} --name=${cluster}${other} | kubectl apply -f -`;
    if (!props.credentials) {
      const message = `istiod has no credentials for cluster '${cluster}'; set credentials of the cluster: RemoteCredentials.externalSecret({ … }), or RemoteCredentials.existing() and run: ${this.command}`;
      this.node.addValidation({ validate: () => [message] });
      return;
    }
    const manifest = props.credentials._manifest({ cluster, name: this.secretName, namespace });
    this.object = manifest && emit(this, [manifest])[0];
  }
}
