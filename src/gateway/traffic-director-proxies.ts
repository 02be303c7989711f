import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { EnvoyBootstrap } from '../bootstrap/envoy-bootstrap';
import { emit } from '../emit/emit';
import * as names from '../grammar/names';
import { joined } from '../model/object-name';
import type { ServiceRoutingModel } from '../model/service-routing';

/** How the Service of a gateway's Envoys is exposed. */
export enum GatewayExposure {
  /** Inside the cluster, and through load balancers with container-native network endpoint groups. */
  CLUSTER_IP = 'ClusterIP',
  /** Through a network load balancer. */
  LOAD_BALANCER = 'LoadBalancer',
}

/** Envoys in pods of a GKE cluster that get the routes of a gateway from Traffic Director. */
export interface TrafficDirectorProxiesProps {
  /**
   * Number of replicas.
   *
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Image of the Envoys.
   *
   * @default docker.io/envoyproxy/envoy:distroless-v1.37.0
   */
  readonly image?: string;
  /**
   * Service account of the Envoys' pods, which is created with them. Services accept requests from this service account.
   *
   * @default - the gateway's name
   */
  readonly serviceAccount?: string;
  /**
   * How the Envoys' Service is exposed.
   *
   * @default GatewayExposure.CLUSTER_IP
   */
  readonly exposure?: GatewayExposure;
  /**
   * Annotations of the Envoys' Service: `{ 'cloud.google.com/neg': '…' }` for a Google Cloud load balancer in front of it.
   *
   * @default - none
   */
  readonly serviceAnnotations?: { readonly [name: string]: string };
}

/** @internal */
export interface TrafficDirectorProxiesModel {
  readonly namespace: string;
  readonly name: string;
  readonly routing: ServiceRoutingModel;
  /** Ports of the gateway's listeners, as they are at synth. */
  ports(): readonly number[];
}

const FOLDER = '/etc/envoy-bootstrap';

/** The objects of the Envoys of a gateway. */
export class TrafficDirectorProxies extends Construct {
  /** Service account of the Envoys. */
  public readonly serviceAccount: string;

  /** Labels of the pods. */
  public readonly labels: { readonly [name: string]: string };

  /** The objects: account, bootstrap, Deployment, Service. */
  public readonly objects: ApiObject[];

  public constructor(scope: Construct, id: string, props: TrafficDirectorProxiesProps, model: TrafficDirectorProxiesModel) {
    super(scope, id);
    const { namespace, name } = model;
    const what = `the Envoys of gateway '${scope.node.path}'`;
    const replicas = names.integer(`the replicas of ${what}`, props.replicas ?? 2, 0);
    this.serviceAccount = names.dnsName(`the serviceAccount of ${what}`, props.serviceAccount ?? name);
    this.labels = { app: name };
    const head = { namespace, labels: this.labels };
    const bootstrap = joined(name, 'bootstrap');
    this.objects = [
      emit(this, { ...head, id: 'ServiceAccount', apiVersion: 'v1', kind: 'ServiceAccount', name: this.serviceAccount, render: () => ({}) }),
      emit(this, { ...head, id: 'ConfigMap', apiVersion: 'v1', kind: 'ConfigMap', name: bootstrap, render: () => ({ data: { 'bootstrap.json': this.bootstrap(model) } }) }),
      emit(this, {
        ...head,
        id: 'Deployment',
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name,
        render: () => ({ spec: { replicas, selector: { matchLabels: this.labels }, template: this.pod(props.image ?? 'docker.io/envoyproxy/envoy:distroless-v1.37.0', bootstrap, model) } }),
      }),
      emit(this, {
        ...head,
        id: 'Service',
        apiVersion: 'v1',
        kind: 'Service',
        name,
        annotations: props.serviceAnnotations,
        render: () => ({
          spec: { type: props.exposure ?? GatewayExposure.CLUSTER_IP, selector: this.labels, ports: model.ports().map((port) => ({ name: `tcp-${port}`, port, targetPort: port, protocol: 'TCP' })) },
        }),
      }),
    ];
  }

  /** Each Envoy gets its own name at start. */
  private bootstrap({ routing, namespace, name }: TrafficDirectorProxiesModel): string {
    return EnvoyBootstrap.create({ projectNumber: routing.project.number, scope: scopeOf(namespace, name), nodeId: 'pod' }).toText();
  }

  private pod(image: string, bootstrap: string, { routing, namespace, name, ports }: TrafficDirectorProxiesModel): { readonly [field: string]: unknown } {
    return {
      metadata: {
        labels: this.labels,
        annotations: { 'sidecar.istio.io/inject': 'false', ...(routing.authority ? { 'security.cloud.google.com/use-workload-certificates': '' } : {}) },
      },
      spec: {
        serviceAccountName: this.serviceAccount,
        // a non-root Envoy listens on the ports of the gateway, which are often below 1024
        securityContext: { runAsNonRoot: true, runAsUser: 65532, sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] },
        containers: [{
          name: 'envoy',
          image,
          args: ['-c', `${FOLDER}/bootstrap.json`, '--service-node', `projects/${routing.project.number}/networks/scope:${scopeOf(namespace, name)}/nodes/$(POD_UID)`],
          env: [{ name: 'POD_UID', valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } }],
          ports: ports().map((port) => ({ name: `tcp-${port}`, containerPort: port })),
          volumeMounts: [{ name: 'bootstrap', mountPath: FOLDER, readOnly: true }],
        }],
        volumes: [{ name: 'bootstrap', configMap: { name: bootstrap } }],
      },
    };
  }
}

function scopeOf(namespace: string, name: string): string {
  const { resourceName } = require('../plane/service-routing/names') as typeof import('../plane/service-routing/names'); // eslint-disable-line @typescript-eslint/no-require-imports
  return resourceName(namespace, name);
}
