import { serviceItems } from './_facts';
import { injectorConfig, meshNameOf, proxyDefaults } from './_injector';
import { isObject } from '../../../grammar/json';
import type { World } from '../../../world/world';
import type { Check, Report } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

const PLACE = '/data/mesh';
const PROJECT = 'TRAFFICDIRECTOR_GCP_PROJECT_NUMBER';
const NETWORK = 'TRAFFICDIRECTOR_NETWORK_NAME';
const MESH = 'TRAFFICDIRECTOR_MESH_NAME';
const STATS = 'PROXY_STATS_PORT';

/** The configuration of the injected proxies. */
interface Defaults {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly adminPort: unknown;
}

type Say = (found: { readonly message: string; readonly fix: string; readonly severity?: Severity }) => void;

export const injectorConfiguration: Check = {
  code: 'MESH745',
  title: 'sidecar injector of service routing with a configuration that proxies can\'t use',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The ConfigMap `injector-mesh` in the namespace `istio-control` configures all sidecars that Google\'s injector for service routing adds. They connect with the number of the mesh\'s project and with either the name of a Mesh or a '
    + 'VPC network; the other field must be empty. The administration and statistics ports must differ, be above 1024, and not be 15001 or 15006, which intercept traffic. With wrong values no proxy of the cluster gets routes. '
    + 'If none of the checked Mesh objects has the mesh name, the finding is a warning unless the input is declared complete.',
  runFleet(worlds, report) {
    for (const world of worlds) judge(worlds, world, report);
  },
};

function judge(worlds: readonly World[], world: World, report: Report): void {
  const map = injectorConfig(world);
  const config = map && proxyDefaults(map);
  if (!map || !isObject(config)) return;
  const metadata = at(config, 'defaultConfig.proxyMetadata')[0]?.value;
  const defaults = { metadata: isObject(metadata) ? metadata : {}, adminPort: at(config, 'defaultConfig.proxyAdminPort')[0]?.value };
  const say: Say = (found) => report(map, { ...found, pointer: PLACE });
  project(defaults, say);
  target(defaults, worlds, say);
  ports(defaults, say);
}

const filled = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

function project({ metadata }: Defaults, say: Say): void {
  const number = filled(metadata[PROJECT]);
  if (/^[0-9]+$/.test(number)) return;
  say({ message: `${PROJECT} '${number}' is not a project number, so the injected proxies get no routes`, fix: 'set it to the number of the project that the Mesh is in: gcloud projects describe PROJECT --format="value(projectNumber)"' });
}

function target({ metadata }: Defaults, worlds: readonly World[], say: Say): void {
  const [mesh, network] = [filled(metadata[MESH]), filled(metadata[NETWORK])];
  if (mesh !== '' && network !== '') {
    say({ message: `${MESH} '${mesh}' and ${NETWORK} '${network}' are mutually exclusive, so the injected proxies get no routes`, fix: `set ${NETWORK} to "" for a mesh of service routing` });
  } else if (mesh === '' && network === '') {
    say({ message: `neither ${MESH} nor ${NETWORK} is set, so the injected proxies don't know their mesh`, fix: `set ${MESH} to the name of the Mesh` });
  } else if (mesh !== '' && !mesh.startsWith('gketd-')) {
    unknownMesh(mesh, worlds, say);
  }
}

/** Meshes of Gateway API, whose names begin with `gketd-`, are no objects of Config Connector. */
function unknownMesh(mesh: string, worlds: readonly World[], say: Say): void {
  const known = [...new Set(serviceItems(worlds, 'NetworkServicesMesh').map(meshNameOf))].sort();
  const complete = worlds.every((w) => w.options.complete === true);
  if (known.includes(mesh) || (known.length === 0 && !complete)) return;
  say({
    severity: complete ? Severity.ERROR : Severity.WARNING,
    message: `${MESH} '${mesh}' is not the name of a Mesh (${known.length > 0 ? known.join(', ') : 'there is none'}), so the injected proxies get no routes`,
    fix: 'use the name of a NetworkServicesMesh, or its resourceID',
  });
}

function ports({ metadata, adminPort }: Defaults, say: Say): void {
  const [admin, stats] = [filled(adminPort), filled(metadata[STATS])];
  for (const [name, port] of [['proxyAdminPort', admin], [STATS, stats]]) {
    if (port === '' || (/^[0-9]+$/.test(port) && Number(port) > 1024 && Number(port) <= 65535 && port !== '15001' && port !== '15006')) continue;
    say({ message: `${name} '${port}' is not a port that the proxy can open, so the injected proxies don't start`, fix: 'use a port above 1024 other than 15001 and 15006' });
  }
  if (stats !== '' && stats === (admin === '' ? '15000' : admin)) {
    say({ message: `${STATS} and proxyAdminPort are both ${stats}, so the injected proxies don't start`, fix: 'use different ports, such as 15000 for proxyAdminPort and 15020 for statistics' });
  }
}
