import { fleetOf } from './resources';
import { isObject } from '../../grammar/json';
import type { Endpoint } from '../form';
import { MeshModel } from '../model';

/** A port of a Service, and the pods behind it. */
export interface PortOfService {
  readonly host: string;
  readonly namespace: string;
  readonly port: number;
  readonly endpoints: readonly Endpoint[];
  readonly known: boolean;
}

const NEG = 'cloud.google.com/neg';
const AUTONEG = 'controller.autoneg.dev/neg';

interface Claim { readonly model: MeshModel; readonly host: string; readonly namespace: string; readonly port: number }

/** The ports of Services whose pods are in network endpoint groups, in all clusters: annotations of the Services name the groups. */
export class GroupMembers {
  private readonly groups = new Map<string, Claim[]>();
  private readonly attached = new Map<string, Claim[]>();

  public constructor(own: MeshModel) {
    for (const world of fleetOf(own.world)) {
      const services = world.all('Service').filter((s) => s.annotations[NEG] !== undefined || s.annotations[AUTONEG] !== undefined);
      const model = world === own.world || services.length === 0 ? own : world.once(GroupMembers, () => new MeshModel(world));
      for (const { name, namespace, annotations } of services) {
        const claim = (port: number): Claim => ({ model, host: `${name}.${namespace}.svc.${world.domain}`, namespace, port });
        for (const [port, group] of entriesOf(annotations[NEG], 'exposed_ports')) for (const key of namesIn(group)) push(this.groups, key, claim(port));
        for (const [port, targets] of entriesOf(annotations[AUTONEG], 'backend_services')) for (const key of namesIn(targets)) push(this.attached, key, claim(port));
      }
    }
  }

  /** The ports whose pods are in a group; a group has one name in all zones and clusters. */
  public of(group: string): readonly PortOfService[] {
    return (this.groups.get(group) ?? []).flatMap(portOf);
  }

  /** The ports whose groups autoneg attaches to a backend service. */
  public attachedTo(backendService: string): readonly PortOfService[] {
    return (this.attached.get(backendService) ?? []).flatMap(portOf);
  }
}

function push(map: Map<string, Claim[]>, key: string, claim: Claim): void {
  const list = map.get(key);
  if (list) list.push(claim); else map.set(key, [claim]);
}

function portOf({ model, host, namespace, port }: Claim): PortOfService[] {
  const service = model.services.byNamespace(host).get(namespace);
  const own = service?.ports.find((p) => p.port === port);
  if (!service || !own) return [];
  const { list, known } = model.endpoints.byPort(service, own);
  return [{ host, namespace, port, endpoints: list, known }];
}

/** The ports in an annotation like `{"exposed_ports":{"80":{"name":"cart"}}}`. */
function entriesOf(text: string | undefined, field: string): readonly (readonly [number, unknown])[] {
  const ports = parsed(text)[field];
  return isObject(ports) ? Object.entries(ports).map(([port, value]) => [Number(port), value]) : [];
}

/** The names in `{"name":"a"}`, or in a list of such objects. */
const namesIn = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value as unknown[] : [value]).flatMap((v) => (isObject(v) && typeof v.name === 'string' ? [v.name] : []));

function parsed(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
