import type { Construct } from 'constructs';
import { type AcceptedDifference, acknowledged } from './accepted-difference';
import type { CertificateAuthority } from './certificate-authority';
import { emit } from '../emit/emit';
import { SharedChart } from '../emit/shared';
import { type GkeHost, hostOf } from '../google/cluster-context';
import { meshName } from '../google/mesh-resource';
import * as google from '../google/names';
import { GoogleProject } from '../google/project';
import * as names from '../grammar/names';
import type { AuthorityModel } from '../model/managed';
import type { ServiceRoutingModel } from '../model/service-routing';
import type { ServiceRoutingPlane } from '../plane/service-routing';
import { GcloudCommands } from '../synth/gcloud';

/** A mesh of Google's service routing API. */
export interface ServiceRoutingProps {
  /**
   * Project that the mesh is in.
   *
   * @default - that of the fleet, for a mesh in a cluster of one
   */
  readonly project?: GoogleProject;
  /**
   * Zones that the nodes of the cluster are in. GKE keeps the pods of a service in one group of endpoints a zone, and each is named in what
   * routes lead to; a zone without nodes has none, and naming it is an error of Google's API.
   *
   * @default - the zone of a zonal cluster of a fleet; none with `autoneg`
   */
  readonly zones?: string[];
  /**
   * Whether the autoneg controller, which is installed in the cluster, attaches the groups of pods to the backend services, so that no zone is
   * named here and nodes may come and go in any. Config Connector then leaves the backends of those services alone.
   *
   * @see https://github.com/GoogleCloudPlatform/gke-autoneg-controller
   * @default false
   */
  readonly autoneg?: boolean;
  /**
   * Name of the Mesh resource, which clients name: a letter, then letters, digits and '-', 63 in all.
   *
   * @default - the id of the mesh's construct
   */
  readonly meshName?: string;
  /**
   * VPC network of the clients and endpoints; with its project when it is not the mesh's: `host-project/shared-net`.
   *
   * @default - that of the cluster of a fleet; else default
   */
  readonly network?: string;
  /**
   * Namespace of the objects of Config Connector. In a fleet they go to its management cluster, elsewhere they are a chart beneath the mesh.
   *
   * @default service-routing
   */
  readonly namespace?: string;
  /**
   * Whether the namespace of those objects is made.
   *
   * @default true
   */
  readonly createNamespace?: boolean;
  /**
   * Port by which proxies take over what their program sends.
   *
   * @default 15001
   */
  readonly interceptionPort?: number;
  /**
   * Whether callers may name a service without its namespace. A name is one of the mesh as a whole, so two services of the same name, in two
   * namespaces, can't both have it.
   *
   * @default true
   */
  readonly shortNames?: boolean;
  /**
   * DNS domain by which clients outside Kubernetes (VMs, Cloud Run) call services: `SERVICE.NAMESPACE.DOMAIN`. A private zone of it is made.
   *
   * @default - such clients call no names that DNS must know
   */
  readonly domain?: string;
  /**
   * Requests for each second that one endpoint takes; when all endpoints nearby take as many, those of other zones and regions are asked. For
   * plain connections, the connections at a time.
   *
   * @default 100
   */
  readonly maxRatePerEndpoint?: number;
  /**
   * Where the pods of the cluster have the certificates from that mutual TLS is made of: `CertificateAuthority.workloadCertificates(…)`, for which
   * the configuration of GKE and the roles on the pools are written, or `CertificateAuthority.elsewhere()`. Pods of service routing get none
   * by themselves. The cluster needs `meshCertificates.enableCertificates`.
   *
   * @default - none: a service that takes mutual TLS is an error at synth
   * @see https://cloud.google.com/service-mesh/docs/service-routing/security-proxyless-setup
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * Whether Google's health checks are let in by a rule of the firewall.
   *
   * @default true
   */
  readonly firewall?: boolean;
  /**
   * Whether the workloads of the cluster are given the role `roles/trafficdirector.client`.
   *
   * @default true
   */
  readonly grants?: boolean;
  /**
   * E-mail addresses of the Google service accounts of clients outside Kubernetes (machines, Cloud Run), which are given that role too, and
   * `roles/cloudtrace.agent`.
   *
   * @default - none
   */
  readonly clientAccounts?: string[];
  /**
   * Whether the APIs that are needed are turned on.
   *
   * @default true
   */
  readonly enableApis?: boolean;
  /**
   * Features that the plane says with a difference, and that are wanted all the same. Without it such a feature is an error at synth.
   *
   * @default - none
   */
  readonly acknowledge?: AcceptedDifference[];
}

/** Who keeps the backends of a mesh: its clusters must agree. */
const KEPT_BY_AUTONEG = new WeakMap<SharedChart, boolean>();

/** A control plane of service routing, before it knows its mesh and after. */
export class ServiceRouting {
  public readonly plane: ServiceRoutingPlane;
  private mesh?: Construct;

  public constructor(private readonly props: ServiceRoutingProps) {
    // loaded when an app asks for it
    const routing = require('../plane/service-routing') as typeof import('../plane/service-routing'); // eslint-disable-line @typescript-eslint/no-require-imports
    this.plane = new routing.ServiceRoutingPlane(acknowledged('service-routing', props.acknowledge));
  }

  /** Trust domain of the workloads, as far as it is known without a fleet. */
  public get trustDomain(): string | undefined {
    return this.props.project?.workloadPool;
  }

  /** Path of the Mesh. */
  public get resource(): string {
    const { project, mesh } = this.plane.model;
    return `projects/${project.id}/locations/global/meshes/${mesh}`;
  }

  /** A mesh is made: facts that it does not say come from the cluster that it is in. */
  public settle(mesh: Construct, owned: boolean): void {
    if (this.mesh) {
      throw new Error(`mesh '${mesh.node.path}' has the control plane of '${this.mesh.node.path}'; say ControlPlane.serviceRouting({…}) for each, as their zones differ`);
    }
    this.mesh = mesh;
    const host = hostOf(mesh);
    if (host && !host.gke) {
      throw new Error(`mesh '${mesh.node.path}': service routing finds the pods of GKE clusters only, and '${host.name}' is attached; use ControlPlane.existing() there`);
    }
    const gke = host?.gke;
    const said = modelOf(mesh, this.props, gke);
    // whoever owns the mesh sees to its certificates
    const model: ServiceRoutingModel = owned ? said : { ...said, authority: { kind: 'elsewhere' } };
    const chart = SharedChart.in(gke?.management ?? mesh, `service-routing-${model.mesh}`, model.namespace);
    if ((KEPT_BY_AUTONEG.get(chart) ?? model.cluster.autoneg) !== model.cluster.autoneg) {
      throw new Error(`mesh '${mesh.node.path}': in another cluster of this mesh ${model.cluster.autoneg ? 'zones are named' : 'autoneg attaches the groups'}, and a backend service is kept by one of the two; `
        + 'say the same in each cluster');
    }
    KEPT_BY_AUTONEG.set(chart, model.cluster.autoneg);
    if (owned && model.createNamespace && !chart.node.tryFindChild('Namespace')) {
      emit(chart, {
        id: 'Namespace', apiVersion: 'v1', kind: 'Namespace', name: model.namespace, annotations: { 'cnrm.cloud.google.com/project-id': model.project.id }, render: () => ({}),
      });
    }
    this.plane.settle(model, chart);
    const { authorityCommands } = require('../plane/service-routing/certificates') as typeof import('../plane/service-routing/certificates'); // eslint-disable-line @typescript-eslint/no-require-imports
    authorityCommands(model).forEach((command) => GcloudCommands.of(chart).add(command));
  }
}

function modelOf(mesh: Construct, props: ServiceRoutingProps, gke: GkeHost | undefined): ServiceRoutingModel {
  const what = `mesh '${mesh.node.path}'`;
  const project = props.project ?? gke?.fleetProject;
  if (!project) {
    throw new Error(`${what}: service routing needs the project that it is in; give it: ControlPlane.serviceRouting({ project: GoogleProject.of('ID', 'NUMBER'), … })`);
  }
  const autoneg = props.autoneg ?? false;
  const zones = props.zones ?? (gke && !autoneg && /-[a-z]$/.test(gke.location) ? [gke.location] : []);
  if (zones.length === 0 && !autoneg) {
    throw new Error(`${what}: service routing needs the zones of the cluster's nodes, as pods are kept in a group of endpoints for each; give them: zones: ['europe-west1-b', …]; `
      + 'or autoneg: true, where that controller is installed');
  }
  if (zones.length > 0 && autoneg) {
    throw new Error(`${what}: autoneg finds the zones of the cluster's nodes itself, got: ${zones.join(', ')}; leave one of the two out`);
  }
  if (autoneg && gke && gke.project.id !== project.id) {
    throw new Error(`${what}: autoneg attaches groups to backend services of the cluster's own project '${gke.project.id}', and the mesh is in '${project.id}'; name the zones instead`);
  }
  google.zones(what, zones);
  return {
    mesh: lowerCase(what, meshName(`${what}: the name that service routing knows it by`, props.meshName ?? mesh.node.id)),
    project: { id: project.id, number: project.number },
    network: props.network === undefined ? gke?.network ?? `projects/${project.id}/global/networks/default` : google.networkPath(what, project.id, props.network),
    cluster: { name: gke?.name, project: { id: (gke?.project ?? project).id, number: (gke?.project ?? project).number }, zones, autoneg },
    authority: authorityOf(what, props.certificateAuthority),
    interceptionPort: names.port(`${what}: interceptionPort`, props.interceptionPort ?? 15001),
    namespace: names.dnsLabel(`${what}: the namespace of Config Connector's objects`, props.namespace ?? 'service-routing'),
    createNamespace: props.createNamespace ?? true,
    shortNames: props.shortNames ?? true,
    domain: props.domain === undefined ? undefined : names.host(`${what}: the domain of clients outside Kubernetes`, props.domain),
    maxRatePerEndpoint: names.integer(`${what}: maxRatePerEndpoint`, props.maxRatePerEndpoint ?? 100, 1),
    firewall: props.firewall ?? true,
    grants: props.grants ?? true,
    clientAccounts: (props.clientAccounts ?? []).map((a) => google.googleAccount(`${what}: a client's service account`, a)),
    apis: props.enableApis ?? true,
  };
}

function authorityOf(what: string, given: CertificateAuthority | undefined): AuthorityModel | undefined {
  const authority = given?._model();
  if (authority && authority.kind !== 'workload-certificates' && authority.kind !== 'elsewhere') {
    throw new Error(`${what}: pods of service routing have their certificates from GKE, got: CertificateAuthority.${authority.kind === 'mesh-ca' ? 'meshCa' : 'caService'}; `
      + 'use CertificateAuthority.workloadCertificates({ project, location, pool }), or .elsewhere() where somebody else configures the cluster');
  }
  return authority;
}

/** It becomes the name of an object, too. */
function lowerCase(what: string, name: string): string {
  return names.dnsLabel(`the name of ${what} to service routing`, name);
}
