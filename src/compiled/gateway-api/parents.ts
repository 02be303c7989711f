import type { ApiGateways, Parent } from './gateways';
import { hasService, serviceEntryOf } from './references';
import { GROUP, type ParentRef } from './specs';
import { order } from '../../grammar/order';
import { hostsMatch, isSubsetOf, isWildcard } from '../../world/hosts';
import type { World } from '../../world/world';

/** A parent that a route is attached to. */
export interface Attachment {
  /** the parent with a listener; undefined for services of the mesh */
  readonly listener?: Parent;
  readonly ref: ParentRef;
  /** hostnames of other listeners of the same port and protocol */
  readonly others: ReadonlySet<string>;
  /** the intended hosts, for routes in the mesh */
  readonly hosts?: readonly string[];
}

interface Attached { readonly kind: string; readonly namespace: string; readonly hostnames: readonly string[]; readonly refs: readonly ParentRef[] }

const isMesh = (group: string, kind: string): boolean => (group === '' && kind === 'Service') || (group === 'networking.istio.io' && kind === 'ServiceEntry');

/** The parents of a route: those that it refers to and that accept it. */
export function attachments(route: Attached, gateways: ApiGateways, world: World): readonly Attachment[] {
  const found: { readonly key: string; readonly attachment: Attachment }[] = [];
  for (const ref of route.refs) {
    const { group = GROUP, kind = 'Gateway', name = '', namespace = route.namespace } = ref;
    const key = `${group}/${kind}/${name}/${ref.sectionName ?? ''}/${ref.port ?? 0}.${namespace}`;
    if (isMesh(group, kind)) {
      const hosts = meshHosts(kind, namespace, name, world);
      if (hosts) found.push({ key, attachment: { ref, others: NONE, hosts } });
      continue;
    }
    if (group !== GROUP || (kind !== 'Gateway' && kind !== 'ListenerSet')) continue;
    const listeners = gateways.parents.filter((p) => p.kind === kind && p.namespace === namespace && p.name === name);
    for (const listener of listeners) {
      if (!accepts(listener, route, ref)) continue;
      const others = new Set(listeners.filter((l) => l !== listener && l.port === listener.port && l.protocol === listener.protocol).map((l) => l.hostname));
      others.delete(listener.hostname);
      found.push({ key, attachment: { listener, ref, others } });
    }
  }
  const nameOf = ({ listener }: Attachment): string => listener?.internalName ?? 'mesh';
  return found.sort((a, b) => order(a.key, b.key)).map((f) => f.attachment).sort((a, b) => order(nameOf(a), nameOf(b)));
}
const NONE: ReadonlySet<string> = new Set();

function meshHosts(kind: string, namespace: string, name: string, world: World): readonly string[] | undefined {
  if (kind === 'Service') return hasService(world, namespace, name) ? [`${name}.${namespace}.svc.${world.domain}`] : undefined;
  const entry = serviceEntryOf(world, namespace, name);
  return entry && ((entry.spec as { readonly hosts?: readonly string[] }).hosts ?? []);
}

function accepts(listener: Parent, route: Attached, ref: ParentRef): boolean {
  if ((ref.port && ref.port !== listener.port) || (ref.sectionName && ref.sectionName !== listener.section)) return false;
  const names = route.hostnames.length ? route.hostnames : ['*'];
  const fits = listener.hosts.some((host) => {
    const slash = host.indexOf('/');
    const from = host.slice(0, slash);
    return (from === '*' || from === route.namespace) && names.some((n) => hostsMatch(host.slice(slash + 1), n));
  });
  return fits && listener.kinds.includes(route.kind);
}

/** Whether a route's host belongs to the listener, and not to another one with a more specific host. */
export function isolated({ listener, others }: Attachment, host: string): boolean {
  if (!listener) return true;
  const own = listener.hostname;
  if (own && !isWildcard(own)) return true;
  if (own && !hostsMatch(host, own)) return false;
  return ![...others].some((other) => own.length <= other.length && isSubsetOf(host, other));
}
