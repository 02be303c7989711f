import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { guarded } from '../../guard/guard';
import { dnsLabel } from '../write/check';

/** Host names of objects in Istio's service registry. */
export class Host {
  /**
   * The host of a Kubernetes Service: the fully qualified name if its namespace is known, otherwise the short name, which Istio resolves in
   * the namespace of the object that uses it.
   *
   * @param service a Service of cdk8s-plus, or an `ApiObject` of kind Service
   * @param clusterDomain the DNS domain of the cluster
   * @throws when the construct contains no Service
   */
  public static of(service: IConstruct, clusterDomain: string = 'cluster.local'): string {
    const object = ApiObject.of(service);
    if (object.kind !== 'Service') {
      throw new Error(`Host.of: '${service.node.path}' must be a Service, got: '${object.kind}'`);
    }
    const namespace = object.metadata.namespace;
    return namespace === undefined ? object.name : `${object.name}.${namespace}.svc.${clusterDomain}`;
  }

  /** The full host name of a service in a namespace. */
  public static named(service: string, namespace: string, clusterDomain: string = 'cluster.local'): string {
    dnsLabel(service, 'Host.named', 'service');
    dnsLabel(namespace, 'Host.named', 'namespace');
    return `${service}.${namespace}.svc.${clusterDomain}`;
  }

  private constructor() {}
}
guarded(Host, 'istio.Host');
