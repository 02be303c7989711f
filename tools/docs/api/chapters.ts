import { roomOf, Type } from './assembly';
import { Chapter } from './page';

/** The order in which a reader learns the neutral constructs: a chapter for each subject, with the folders of src/ that it covers and the classes that come
 * first.
 */
const CHAPTERS: readonly { readonly title: string; readonly rooms: readonly string[]; readonly first: readonly string[] }[] = [
  { title: 'Meshes and namespaces', rooms: ['mesh'], first: ['Mesh', 'MeshNamespace'] },
  { title: 'Services and workloads', rooms: ['service', 'workload'], first: ['MeshService', 'ServicePort', 'ServiceVersion', 'ExternalService'] },
  { title: 'Traffic', rooms: ['traffic'], first: ['HttpMatch', 'GrpcMatch', 'Backend', 'LoadBalancer'] },
  { title: 'Gateways', rooms: ['gateway'], first: ['IngressGateway', 'Listener', 'Certificate', 'EgressGateway'] },
  { title: 'Security', rooms: ['security'], first: ['Identity'] },
  { title: 'Control planes', rooms: ['control-plane', 'capability'], first: ['ControlPlane', 'DataPlane'] },
  { title: 'Sidecars', rooms: ['injection'], first: [] },
  { title: 'Fleets and Google Cloud', rooms: ['fleet', 'google', 'service-routing'], first: ['Fleet', 'FleetCluster', 'FleetScope'] },
  { title: 'Proxyless gRPC and VMs', rooms: ['bootstrap'], first: ['GrpcBootstrap'] },
  { title: 'Checks', rooms: ['check', 'world'], first: ['Checks'] },
  { title: 'Where requests go', rooms: ['trace'], first: ['Traffic'] },
  { title: 'Synthesis', rooms: ['synth'], first: ['MeshApp'] },
];

/** Classes and behavioural interfaces, then structs, then enums; the named ones first, then alphabetically. */
export function inReadingOrder(types: readonly Type[], first: readonly string[] = []): readonly Type[] {
  const rank = (t: Type): number => (first.includes(t.name) ? first.indexOf(t.name) : first.length + (t.kind === 'enum' ? 2 : t.datatype ? 1 : 0));
  return [...types].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** The chapters of the neutral constructs. Throws for a type that no chapter covers. */
export function chaptersOf(types: readonly Type[]): readonly Chapter[] {
  const homeless = types.filter((t) => !CHAPTERS.some(({ rooms }) => rooms.includes(roomOf(t))));
  if (homeless.length > 0) throw new Error(`no chapter of API.md covers ${homeless.map((t) => t.name).join(', ')}; add their room to tools/docs/api/chapters.ts`);
  return CHAPTERS.map(({ title, rooms, first }) => ({ title, types: inReadingOrder(types.filter((t) => rooms.includes(roomOf(t))), first) }));
}
