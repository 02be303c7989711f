import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { dnsLabel } from './render/check';

/** Host names of objects, as Istio's service registry knows them. */
export class Host {
  /**
   * The host of a Kubernetes Service: its full name where its namespace is known, else its short name, which Istio completes with
   * the namespace of the object that uses it.
   *
   * @param service a Service of cdk8s-plus, or an `ApiObject` of kind Service
   * @param clusterDomain the DNS domain of the cluster
   * @throws when the construct holds no Service
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
