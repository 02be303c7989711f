import type { Check } from '../engine/check';
import type { Item } from '../engine/item';
import { at, text } from '../engine/path';
import type { World } from '../engine/world';
import { Severity } from '../finding';
import { itemsOf } from '../fleet/facts';

const MESH = 'run.googleapis.com/mesh';
const EGRESS = ['run.googleapis.com/network-interfaces', 'run.googleapis.com/vpc-access-connector'];
const RUN = 'run.cnrm.cloud.google.com';

const revision = (item: Item): Record<string, unknown> => (at(item.object, 'spec.template.metadata.annotations')[0]?.value ?? {}) as Record<string, unknown>;
const escaped = (key: string): string => key.replace(/\//g, '~1');

export const meshClientEgress: Check = {
  code: 'MESH981',
  title: 'Cloud Run client of a mesh without a way into its network',
  aliases: ['G-CR1'],
  severity: Severity.ERROR,
  explanation: 'A service of Cloud Run reaches the endpoints of a mesh through its VPC network: by direct egress, or by a connector. Without either Cloud Run refuses the revision.',
  runFleet(worlds, report) {
    for (const item of worlds.flatMap((w) => itemsOf(w, 'serving.knative.dev', 'Service'))) {
      const annotations = revision(item);
      if (annotations[MESH] !== undefined && !EGRESS.some((e) => annotations[e] !== undefined)) {
        report(item, {
          pointer: `/spec/template/metadata/annotations/${escaped(MESH)}`,
          message: `service ${item.name} is a client of ${String(annotations[MESH])}, and has no way into its network; Cloud Run refuses it`,
          fix: `direct egress: ${EGRESS[0]}, with network and subnetwork; or ${EGRESS[1]}`,
        });
      }
    }
    for (const item of worlds.flatMap((w) => itemsOf(w, RUN, 'RunWorkerPool'))) {
      if (at(item.object, 'spec.template.serviceMesh').length > 0 && at(item.object, 'spec.template.vpcAccess').length === 0) {
        report(item, { pointer: '/spec/template/serviceMesh', message: `worker pool ${item.name} is a client of a mesh, and has no way into its network; Cloud Run refuses it`, fix: 'vpcAccess, with networkInterfaces or a connector' });
      }
    }
  },
};

export const runServiceMesh: Check = {
  code: 'MESH982',
  title: 'mesh of a RunService',
  aliases: ['G-CR2'],
  severity: Severity.ERROR,
  explanation: 'Config Connector\'s RunService can\'t name a mesh: it has no such field, and its API refuses annotations of `run.googleapis.com`. Two ways are left: the Knative form of the service (`CloudRunClient`), applied with `gcloud run services replace`, or a RunWorkerPool, which has the field.',
  runFleet(worlds, report) {
    for (const item of worlds.flatMap((w) => itemsOf(w, RUN, 'RunService'))) {
      const found = [...at(item.object, 'spec.template.serviceMesh'), ...at(item.object, 'spec.annotations'), ...at(item.object, 'spec.template.annotations')]
        .find(({ pointer, value }) => pointer.endsWith('/serviceMesh') || (value as Record<string, unknown>)[MESH] !== undefined)
        ?? (item.annotations[MESH] === undefined ? undefined : { pointer: `/metadata/annotations/${escaped(MESH)}` });
      if (found) {
        report(item, {
          pointer: found.pointer,
          message: `Config Connector can't make RunService ${item.name} a client of a mesh`,
          fix: 'CloudRunClient, which writes the Knative form for gcloud run services replace; or a RunWorkerPool with serviceMesh',
        });
      }
    }
  },
};

/** Fields of a VirtualService that clients outside Kubernetes do not mind. */
const IGNORED = ['spec.exportTo', 'spec.tls', 'spec.tcp', 'spec.http[*].match[*].sourceLabels', 'spec.http[*].match[*].sourceNamespace', 'spec.http[*].match[*].gateways'];

export const externalMesh: Check = {
  code: 'MESH983',
  title: 'route for clients outside Kubernetes that they do not take as it is',
  aliases: ['G-CR3'],
  severity: Severity.WARNING,
  explanation: 'Clients of `gateways: [external-mesh]` (Cloud Run, machines) do not mind `exportTo`, `sourceLabels`, `sourceNamespace`, gateways of a match, `tls` and `tcp`. They send plain text, which a namespace with strict mutual TLS refuses: that is an error.',
  runFleet(worlds, report) {
    for (const world of worlds) {
      for (const vs of itemsOf(world, 'networking.istio.io', 'VirtualService')) {
        if (!at(vs.object, 'spec.gateways[*]').some(({ value }) => value === 'external-mesh')) continue;
        for (const { pointer } of IGNORED.flatMap((path) => at(vs.object, path))) {
          report(vs, { pointer, message: `clients outside Kubernetes do not mind ${pointer.split('/').pop()!}`, fix: 'leave it out, or keep it to a VirtualService of gateways: [mesh]' });
        }
        const strict = strictNamespaces(world);
        for (const { pointer, value } of at(vs.object, 'spec.http[*].route[*].destination.host')) {
          const [, given, svc] = String(value).split('.');
          const namespace = svc === 'svc' || (given !== undefined && svc === undefined) ? given : vs.namespace;
          const policy = strict.get(namespace ?? vs.namespace);
          if (policy) {
            report(vs, {
              pointer,
              severity: Severity.ERROR,
              message: `clients outside Kubernetes send plain text, which namespace ${namespace} refuses`,
              fix: 'mtls mode PERMISSIVE in that namespace',
              related: [policy],
            });
          }
        }
      }
    }
  },
};

/** Namespaces that refuse plain text, with the policy that says so. */
function strictNamespaces(world: World): ReadonlyMap<string, Item> {
  const result = new Map<string, Item>();
  for (const policy of itemsOf(world, 'security.istio.io', 'PeerAuthentication')) {
    if (at(policy.object, 'spec.selector').length === 0 && text(policy.object, 'spec.mtls.mode') === 'STRICT') result.set(policy.namespace, policy);
  }
  return result;
}

export const gcpBackend: Check = {
  code: 'MESH984',
  title: 'backend in Cloud Run that can\'t be reached',
  aliases: ['G-CR4'],
  severity: Severity.ERROR,
  explanation: 'A GCPBackend leads to a service of Cloud Run in exactly one region and in the project of the cluster.',
  runFleet(worlds, report) {
    for (const world of worlds) {
      for (const item of itemsOf(world, 'networking.gke.io', 'GCPBackend')) {
        const regions = at(item.object, 'spec.cloudRun.regions[*]').length;
        if (regions !== 1) report(item, { pointer: '/spec/cloudRun/regions', message: `a GCPBackend leads to one region, and ${item.name} names ${regions}`, fix: 'one region; a GCPBackend for each further one' });
        const project = text(item.object, 'spec.cloudRun.project');
        const own = world.options.cluster === undefined ? undefined : projectOf([world, ...world.siblings], world.options.cluster);
        if (project !== undefined && own !== undefined && project !== own) {
          report(item, { pointer: '/spec/cloudRun/project', message: `the service is in project ${project}, and the cluster in ${own}; a GCPBackend leads to services of its cluster's project only`, fix: `deploy the service in ${own}` });
        }
      }
    }
  },
};

/** The project of a GKE cluster, as its membership tells. */
function projectOf(worlds: readonly World[], cluster: string): string | undefined {
  const membership = worlds.flatMap((w) => itemsOf(w, 'gkehub.cnrm.cloud.google.com', 'GKEHubMembership')).find((m) => m.name === cluster);
  return /\/projects\/([^/]+)\/(locations|zones)\//.exec(text(membership?.object, 'spec.authority.issuer') ?? '')?.[1];
}

export const cloudRunChecks: readonly Check[] = [meshClientEgress, runServiceMesh, externalMesh, gcpBackend];
