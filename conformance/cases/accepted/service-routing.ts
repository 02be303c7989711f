import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { CertificateAuthority, ControlPlane, EnvoyBootstrap, Fleet, GoogleProject, Mesh, MeshApp, MeshService, ServicePort } from 'cdk8s-mesh';
import { clustersOf, Folder, folders, taken } from './fleet';
import { onlineBoutique } from '../../../examples/online-boutique/main';
import { planes } from '../../../examples/online-boutique/planes';
import { Manifest } from '../../harness/api-client';
import { Case, manifestsOf } from '../../harness/case';
import { wholeRouting } from '../../harness/whole-routing';

const connector = (o: Manifest) => o.apiVersion.split('/')[0].endsWith('.cnrm.cloud.google.com') || o.metadata.name === 'service-routing';

/** An app of one cluster, its objects to the servers that know them. */
function boutique(): readonly (readonly [string, Folder])[] {
  const objects = manifestsOf(onlineBoutique(planes['service-routing']())) as Manifest[];
  return [['boutique: Config Connector', { role: 'management', objects: objects.filter(connector) }], ['boutique: cluster', { role: 'member', objects: objects.filter((o) => !connector(o)) }]];
}

const MISTAKES: readonly (readonly [kind: string, mistake: (spec: any) => void, says: RegExp])[] = [
  ['NetworkServicesHTTPRoute', (s) => { delete s.hostnames; }, /hostnames.*Required/i],
  ['NetworkServicesHTTPRoute', (s) => { s.rules[0].action.destinations[0].weight = '1'; }, /weight.*integer|expected.*int/i],
  ['NetworkServicesGRPCRoute', (s) => { s.rules[0].action = undefined; }, /action.*Required/i],
  ['NetworkServicesEndpointPolicy', (s) => { delete s.type; }, /type.*Required/i],
  ['NetworkSecurityAuthorizationPolicy', (s) => { s.rules[0].destinations[0].hosts = undefined; }, /hosts.*Required/i],
  ['NetworkSecurityServerTLSPolicy', (s) => { s.allowOpen = 'yes'; }, /boolean|expected.*bool/],
  ['ComputeInstanceGroupManager', (s) => { delete s.targetSize; }, /targetSize.*Required/i],
  ['ComputeInstanceGroupManager', (s) => { s.instanceTemplateRef.external = 'x'; }, /oneOf|must validate one and only one|must not validate/],
  ['ComputeInstanceTemplate', (s) => { s.metadata[0].value = 1; }, /metadata.*string|expected.*string/i],
  ['ComputeBackendService', (s) => { s.backend[0].group.instanceGroupRef = { external: 'x' }; }, /oneOf|must validate one and only one/],
  ['ComputeBackendService', (s) => { s.healthChecks = [{ healthCheckRef: { name: 'a', external: 'b' } }]; }, /oneOf|must not validate|must validate/],
];

export const cases: Case[] = [
  {
    group: 'accepted',
    name: 'example online-boutique on service routing: Config Connector\'s objects and the cluster\'s, each taken by its server',
    run: async (lab, t) => {
      const clusters = await clustersOf(lab);
      for (const [name, folder] of boutique()) { await taken(t, clusters[folder.role], name, folder.objects); }
    },
  },
  {
    group: 'accepted',
    name: 'service routing with autoneg: a backend service without backends is taken, and so are Services that autoneg reads',
    run: async (lab, t) => {
      const clusters = await clustersOf(lab);
      const app = new MeshApp();
      const fleet = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('shop-fleet', '482913370156') });
      const cluster = fleet.addGkeCluster('eu', { location: 'europe-west1' });
      const chart = new Chart(cluster, 'web', { namespace: 'web' });
      new Mesh(cluster, 'shop', { controlPlane: ControlPlane.serviceRouting({ autoneg: true, certificateAuthority: CertificateAuthority.elsewhere() }) }).enroll(chart);
      new MeshService(chart, 'cart', { ports: [ServicePort.http(80)], image: 'cart:1' });
      for (const [name, folder] of folders(app)) { await taken(t, clusters[folder.role], name, folder.objects); }
    },
  },
  {
    group: 'accepted',
    name: 'service routing that is told everything, in two clusters: each kind is taken, and refused with a mistake',
    run: async (lab, t) => {
      const clusters = await clustersOf(lab);
      const all = folders(wholeRouting());
      for (const [name, folder] of all) {
        await taken(t, clusters[folder.role], name, folder.objects, async () => {
          if (folder.role !== 'management') { return; }
          const kinds = new Map(folder.objects.map((o) => [`${o.apiVersion} ${o.kind}`, o]));
          const passed: string[] = [];
          for (const o of [...kinds.values()].filter((k) => k.spec)) {
            const answer = await clusters.management.apply({ ...structuredClone(o), spec: { ...o.spec, htttp: [] } });
            if (answer.ok || !/htttp/.test(answer.message)) { passed.push(`${o.kind}: ${answer.message}`); }
          }
          t.that('an unknown field in each kind', 'refused', passed.join(', ') || 'refused', passed.length === 0 && kinds.size > 20);
          for (const [kind, mistake, says] of MISTAKES) {
            const wrong = structuredClone(folder.objects.find((o) => o.kind === kind && (kind !== 'NetworkSecurityAuthorizationPolicy' || o.spec.rules))!);
            mistake(wrong.spec);
            const answer = await clusters.management.apply(wrong);
            t.that(`control: ${kind}`, `refused: ${says.source}`, answer.ok ? 'taken' : `refused: ${answer.message}`, !answer.ok && says.test(answer.message));
          }
        });
      }
    },
  },
  {
    group: 'accepted',
    name: 'bootstraps of Envoys of service routing: Envoy takes each, and refuses one with a mistake',
    run: async (lab, t) => {
      const folder = mkdtempSync(join(tmpdir(), 'routing-'));
      const validate = (name: string, json: object): string => {
        const file = join(folder, `${name}.json`);
        writeFileSync(file, JSON.stringify(json));
        try {
          return /OK/.exec(execFileSync(lab.parts.envoy, ['--mode', 'validate', '-c', file], { stdio: ['ignore', 'pipe', 'pipe'] }).toString())?.[0] ?? 'OK';
        } catch (e) {
          return String((e as { stderr?: Buffer }).stderr ?? e);
        }
      };
      const base = { projectNumber: '482913370156', nodeId: '52fdfc07-2182-454f-963f-5f0f9a621d72', zone: 'europe-west1-b', accessLog: '/dev/stdout' };
      const sidecar = EnvoyBootstrap.create({ ...base, mesh: 'shop', servingPorts: [8080], metadata: { service: 'cart' } }).toJson();
      t.equal('of a sidecar', 'OK', validate('sidecar', sidecar));
      t.equal('of an edge', 'OK', validate('edge', EnvoyBootstrap.create({ ...base, scope: 'web-edge' }).toJson()));
      sidecar.dynamic_resources.ads_config.api = 'GRPC';
      const answer = validate('mistake', sidecar);
      t.that('control: an unknown field', 'refused', answer, /no such field|could not be parsed|Unable to parse|unknown field|has unknown/i.test(answer));
      rmSync(folder, { recursive: true });
    },
  },
];
