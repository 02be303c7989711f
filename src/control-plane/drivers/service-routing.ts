import type { Construct } from 'constructs';
import { emit } from '../../emit/emit';
import { SharedChart } from '../../emit/shared';
import { type GkeHost, hostOf } from '../../google/cluster-context';
import { meshName } from '../../google/mesh-resource';
import * as google from '../../google/names';
import * as names from '../../grammar/names';
import type { AuthorityModel } from '../../model/managed';
import type { ServiceRoutingModel } from '../../model/service-routing';
import { GcloudCommands } from '../../synth/gcloud';
import { acknowledged } from '../accepted-difference';
import type { CertificateAuthority } from '../certificate-authority';
import { type Driver, WITHOUT_ISTIOD } from '../driver';
import type { ServiceRoutingProps } from '../service-routing';

/** Which controller manages the backends of a mesh: its clusters must agree. */
const KEPT_BY_AUTONEG = new WeakMap<SharedChart, boolean>();

/** Google's service routing API. Its plane is created with the mesh: what the props do not set comes from the mesh's cluster. */
export function serviceRoutingDriver(props: ServiceRoutingProps): Driver {
  const accepted = acknowledged('service-routing', props.acknowledge);
  let served: Construct | undefined;
  return {
    ...WITHOUT_ISTIOD,
    plane: 'service-routing',
    namespace: names.dnsLabel('ControlPlane.serviceRouting: namespace', props.namespace ?? 'service-routing'),
    trustDomain: props.project?.workloadPool,
    target: (mesh, owned) => {
      if (served) {
        throw new Error(`mesh '${mesh.node.path}' shares its ControlPlane object with '${served.node.path}', but the zones of each cluster differ; create a ControlPlane.serviceRouting({…}) for each mesh`);
      }
      served = mesh;
      const { ServiceRoutingPlane } = require('../../plane/service-routing') as typeof import('../../plane/service-routing'); // eslint-disable-line @typescript-eslint/no-require-imports
      const { model, elsewhere } = placed(mesh, props, owned);
      return { plane: new ServiceRoutingPlane(model, accepted), elsewhere, meshResource: `projects/${model.project.id}/locations/global/meshes/${model.mesh}` };
    },
  };
}

/** The mesh as Google's resources, and the chart of its Config Connector objects. */
function placed(mesh: Construct, props: ServiceRoutingProps, owned: boolean): { readonly model: ServiceRoutingModel; readonly elsewhere: SharedChart } {
  const host = hostOf(mesh);
  if (host && !host.gke) {
    throw new Error(`mesh '${mesh.node.path}': service routing supports GKE clusters only, and '${host.name}' is an attached cluster; use ControlPlane.existing() there`);
  }
  const resources = modelOf(mesh, props, host?.gke);
  // the owner of the mesh configures its certificates
  const model: ServiceRoutingModel = owned ? resources : { ...resources, authority: { kind: 'elsewhere' } };
  const chart = chartOf(host?.gke?.management ?? mesh, mesh, model);
  if (owned && model.createNamespace && !chart.node.tryFindChild('Namespace')) {
    emit(chart, {
      id: 'Namespace', apiVersion: 'v1', kind: 'Namespace', name: model.namespace, annotations: { 'cnrm.cloud.google.com/project-id': model.project.id }, render: () => ({}),
    });
  }
  const { authorityCommands } = require('../../plane/service-routing/certificates') as typeof import('../../plane/service-routing/certificates'); // eslint-disable-line @typescript-eslint/no-require-imports
  authorityCommands(model).forEach((command) => GcloudCommands.of(chart).add(command));
  return { model, elsewhere: chart };
}

function chartOf(scope: Construct, mesh: Construct, model: ServiceRoutingModel): SharedChart {
  const chart = SharedChart.in(scope, `service-routing-${model.mesh}`, model.namespace);
  if ((KEPT_BY_AUTONEG.get(chart) ?? model.cluster.autoneg) !== model.cluster.autoneg) {
    throw new Error(`mesh '${mesh.node.path}': another cluster of this mesh ${model.cluster.autoneg ? 'sets zones' : 'sets autoneg'}, but all clusters of a mesh must attach endpoint groups in the same way; `
      + 'use the same setting in each cluster');
  }
  KEPT_BY_AUTONEG.set(chart, model.cluster.autoneg);
  return chart;
}

function modelOf(mesh: Construct, props: ServiceRoutingProps, gke: GkeHost | undefined): ServiceRoutingModel {
  const what = `mesh '${mesh.node.path}'`;
  const project = props.project ?? gke?.fleetProject;
  if (!project) {
    throw new Error(`${what}: service routing needs the Google Cloud project of the mesh; set project: ControlPlane.serviceRouting({ project: GoogleProject.fromIds('ID', 'NUMBER'), … })`);
  }
  const autoneg = props.autoneg ?? false;
  const zones = props.zones ?? (gke && !autoneg && /-[a-z]$/.test(gke.location) ? [gke.location] : []);
  if (zones.length === 0 && !autoneg) {
    throw new Error(`${what}: service routing needs the zones of the cluster's nodes, as each zone has its own network endpoint group; set zones: ['europe-west1-b', …], `
      + 'or autoneg: true if that controller is installed');
  }
  if (zones.length > 0 && autoneg) {
    throw new Error(`${what}: autoneg finds the zones of the cluster's nodes itself, got: ${zones.join(', ')}; remove zones or autoneg`);
  }
  if (autoneg && gke && gke.project.id !== project.id) {
    throw new Error(`${what}: autoneg attaches groups to backend services of the cluster's own project '${gke.project.id}', but the mesh is in '${project.id}'; set zones instead`);
  }
  google.zones(what, zones);
  if (gke) requireRegion(what, gke.location, zones);
  return {
    mesh: lowerCase(what, meshName(`${what}: its name in service routing`, props.meshName ?? mesh.node.id)),
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

/** The nodes of a cluster are in zones of its region, and so are its endpoint groups. */
function requireRegion(what: string, location: string, zones: readonly string[]): void {
  const region = location.replace(/-[a-z]$/, '');
  const outside = zones.find((zone) => zone.replace(/-[a-z]$/, '') !== region);
  if (outside !== undefined) {
    throw new Error(`${what}: zones must be in '${region}', the region of the cluster, got: '${outside}'; GKE creates no endpoint group in another region, so use zones such as '${region}-b'`);
  }
}

function authorityOf(what: string, given: CertificateAuthority | undefined): AuthorityModel | undefined {
  const authority = given?._model();
  if (authority && authority.kind !== 'workload-certificates' && authority.kind !== 'elsewhere') {
    throw new Error(`${what}: with service routing, GKE provides the certificates of pods, got: CertificateAuthority.${{ 'mesh-ca': 'meshCa', 'ca-service': 'caService', 'istiod': 'istiod' }[authority.kind]}; `
      + 'use CertificateAuthority.workloadCertificates({ project, location, pool }), or .elsewhere() if the cluster is configured outside this app');
  }
  return authority;
}

/** The name is also an object's name. */
function lowerCase(what: string, name: string): string {
  return names.dnsLabel(`the name of ${what} in service routing`, name);
}
