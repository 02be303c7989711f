import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { knownOnlyIf, pointer, unknownIn, type Check } from '../../engine/check';
import { nearName, nearObject, orNear, orNearIn } from '../../engine/near';
import { Severity } from '../../finding';
import { list, ofIstio } from '../traffic/_ingress';

interface Backend { readonly name: string; readonly port: number | string | undefined; readonly at: string }

/** The AWS load balancer controller reads the backend from an annotation that has the name of the "Service". */
const FROM_ANNOTATION = 'use-annotation';

function* backendsOf(ingress: Item): Iterable<Backend> {
  const spec = ingress.object.spec as Record<string, any> | undefined;
  const places = [{ backend: spec?.defaultBackend, at: '/spec/defaultBackend' }, ...list(spec?.rules).flatMap((rule, i) =>
    list(rule.http?.paths).map(({ backend }, j) => ({ backend, at: `${pointer('spec', 'rules', i, 'http', 'paths', j)}/backend` })))];
  for (const { backend, at } of places) {
    const { name, port } = backend?.service ?? {};
    if (typeof name === 'string' && port?.name !== FROM_ANNOTATION) yield { name, port: port?.number ?? port?.name, at: `${at}/service` };
  }
}

export const ingressBackend: Check = {
  code: 'MESH322',
  title: 'backend of an Ingress that does not exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A path of an Ingress leads to a Service in the namespace of the Ingress, and to one of its ports by number or name. The API server accepts a backend that does not exist; requests for the path get a 503. For an Ingress of another class than `istio` this is a warning.',
  run(world, report) {
    for (const ingress of world.ofKind('networking.k8s.io', 'Ingress')) {
      for (const backend of backendsOf(ingress)) {
        const problem = problemOf(world, ingress, backend);
        if (!problem) continue;
        const severity = unknownIn(world, ingress.namespace);
        report(ingress, { ...problem, severity: severity === Severity.ERROR && !ofIstio(ingress) ? Severity.WARNING : severity });
      }
    }
  },
};

function problemOf(world: World, { namespace }: Item, { name, port, at }: Backend): { readonly pointer: string; readonly message: string; readonly fix: string } | undefined {
  const service = world.find('Service', namespace, name);
  if (!service) {
    if (world.made.by('Service', namespace, name)) return undefined;
    return {
      pointer: `${at}/name`,
      message: `Service ${namespace}/${name} is not defined${knownOnlyIf(world.closed(namespace))}: requests for this path get a 503`,
      fix: orNearIn(namespace, nearObject(world, 'Service', namespace, name), `create the Service in namespace ${namespace}, or refer to one that exists there`),
    };
  }
  const ports = service.spec.ports ?? [];
  if (port === undefined || !ports.length || ports.some((p) => p.port === port || p.name === port)) return undefined;
  const known = ports.map((p) => (typeof port === 'string' ? p.name ?? '' : String(p.port)));
  return {
    pointer: `${at}/port`,
    message: `Service ${namespace}/${name} has no port ${port}: requests for this path get a 503`,
    fix: orNear(typeof port === 'string' ? nearName('port', port, known) : undefined, `use one of its ports: ${known.join(', ')}`),
  };
}
