import { services, unusable } from './addresses';
import { certificate } from './certificates';
import { controllerOf, type Controller } from './classes';
import { conflicts, type Conflict } from './conflicts';
import { judge, models } from './listeners';
import type { Gateway, ListenerModel, Owner, Problem, Simulation } from './model';
import { selects } from './namespaces';
import { order } from '../../grammar/order';
import { push } from '../../world/collect';
import type { World } from '../../world/world';
import { nearObject, orNearIn } from '../engine/near';
import { Severity } from '../finding';

const keyOf = (item: { kind: string; namespace: string; name: string }): string => `${item.kind.replace(/^X/, '')} ${item.namespace}/${item.name}`;

/** Computes once how controllers process the Gateways of a world. */
export const simulate = (world: World): Simulation => world.once('gatewayApi', () => {
  const problems: Problem[] = [];
  const parents = new Map<string, ListenerModel[]>();
  const controllers = new Map<string, Controller>();
  const sets = new Map<Gateway, Owner[]>();
  for (const set of [...world.all('ListenerSet'), ...world.all('XListenerSet')] as Owner[]) {
    const ref = (set as { spec: { parentRef?: { kind?: string; name?: string; namespace?: string } } }).spec.parentRef;
    const gateway = (ref?.kind ?? 'Gateway') === 'Gateway' ? world.find('KubeGateway', ref?.namespace ?? set.namespace, ref?.name ?? '') : undefined;
    if (gateway) push(sets, gateway, set);
  }
  for (const gateway of world.all('KubeGateway')) simulateGateway(gateway);
  return { problems, parents, controllers };

  function simulateGateway(gateway: Gateway): void {
    const controller = controllerOf(world, gateway.spec.gatewayClassName);
    controllers.set(keyOf(gateway), controller);
    if (controller === 'remote') return;
    const istio = controller !== 'unknown';
    const { hosts, unsupported } = istio ? services(world, gateway, controller) : { hosts: [], unsupported: [] };
    const lost = istio && !hosts.length;
    if (istio && unsupported.length) {
      const message = `Istio serves a Gateway with Services, in addresses of type Hostname, and ignores ${unsupported.join(', ')}${lost ? ': the Gateway is not served at all' : ''}`;
      problems.push({ code: 'MESH811', item: gateway, found: { pointer: '/spec/addresses', aliases: ['UnsupportedAddress'], message, fix: 'use the Service of the gateway, with type: Hostname, or remove addresses' } });
    }
    clientCertificate(gateway);
    const attached = attach(gateway, controller, lost);
    if (lost) return;
    if (istio) parameters(gateway);

    const own = models(gateway, gateway, controller);
    const all = [...own, ...attached.flatMap((set) => models(set, gateway, controller))];
    const losers = conflicts(all, istio);
    const byOwner = new Map<Owner, ListenerModel[]>([[gateway, own]]);
    for (const l of all) if (l.owner !== gateway) push(byOwner, l.owner, l);
    for (const set of attached) if (!byOwner.has(set)) byOwner.set(set, []);
    const entries = [...byOwner].map(([owner, listeners]) => ({ owner, listeners, mine: verdicts(owner, listeners, losers, controller) }));
    const open = all.filter((l) => l.serves && (l.owner === gateway || l.valid));
    for (const { owner, listeners, mine } of entries) {
      // none of them is valid: the object is not accepted
      const none = listeners.length > 0 && !listeners.some((l) => l.valid);
      problems.push(...mine.map((p) => (none ? { ...p, found: { ...p.found, aliases: [...p.found.aliases ?? [], 'ListenersNotValid'] } } : p)));
      if (istio) problems.push(...unusable(world, owner, gateway, hosts, owner === gateway ? open : listeners.filter((l) => l.serves)));
      // routes attach to a ListenerSet's own listeners when they are valid; at waypoints, routes attach to Services
      if (controller !== 'waypoint') parents.set(keyOf(owner), open.filter((l) => l.owner === owner));
    }
  }

  /** The problems of the listeners of one owner. */
  function verdicts(owner: Owner, listeners: readonly ListenerModel[], losers: ReadonlyMap<ListenerModel, Conflict>, controller: Controller): Problem[] {
    const mine: Problem[] = [];
    for (const l of listeners) {
      const conflict = losers.get(l);
      if (!conflict) {
        mine.push(...judge(world, l, controller));
        continue;
      }
      l.valid = false;
      l.serves = false;
      const { prior, reason } = conflict;
      const message = `listener ${l.listener.name ?? ''} (${l.protocol}, ${l.hostname}) can't share port ${l.port} with listener ${prior.listener.name ?? ''} (${prior.protocol}, ${prior.hostname})${prior.owner === owner ? '' : ` of ${prior.owner.kind} ${prior.owner.namespace}/${prior.owner.name}`}, which takes precedence: it is not opened`;
      mine.push({ code: 'MESH821', item: owner, found: { pointer: l.pointer, aliases: [reason], message, fix: 'use another port, or a different hostname with the same protocol', related: prior.owner === owner ? [] : [prior.owner] } });
    }
    return mine;
  }

  /** Attaches ListenerSets to their Gateway. */
  function attach(gateway: Gateway, controller: Controller, lost: boolean): Owner[] {
    const out: Owner[] = [];
    for (const set of sets.get(gateway) ?? []) {
      const from = gateway.spec.allowedListeners?.namespaces;
      const selected = (from?.from ?? (from?.selector ? 'Selector' : 'None')) === 'Selector' && from?.selector ? selects(world, from.selector, set.namespace) : undefined;
      const unsure = from?.selector !== undefined && from.from !== 'None' && from.from !== 'Same' && selected === undefined;
      const allowed = from !== undefined && (from.from === 'All' || (from.from === 'Same' && set.namespace === gateway.namespace) || selected === true || unsure);
      const classTakes = controller === 'istio' || controller === 'unknown';
      if (!allowed || !classTakes) {
        problems.push({
          code: 'MESH822',
          item: set,
          found: {
            pointer: '/spec/parentRef',
            aliases: ['NotAllowed'],
            message: classTakes ? `Gateway ${gateway.namespace}/${gateway.name} does not allow ListenerSets from ${set.namespace}: none of these listeners is opened` : `Gateways of class ${gateway.spec.gatewayClassName ?? ''} don't support ListenerSets: none of these listeners is opened`,
            fix: classTakes ? 'set allowedListeners: { namespaces: { from: All } } in the Gateway, or a selector that matches the namespace' : 'attach it to a Gateway of class istio',
            related: [gateway],
          },
        });
      } else if (lost) {
        const message = `Gateway ${gateway.namespace}/${gateway.name} is not served at all because its addresses are not supported: neither are these listeners`;
        problems.push({ code: 'MESH811', item: set, found: { pointer: '/spec/parentRef', aliases: ['UnsupportedAddress'], message, fix: 'use a Service in addresses of the Gateway, with type: Hostname, or remove addresses', related: [gateway] } });
      } else {
        out.push(set);
      }
    }
    return out.sort((a, b) => order(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`));
  }

  function parameters(gateway: Gateway): void {
    const ref = gateway.spec.infrastructure?.parametersRef;
    if (!ref) return;
    const found = (ref.group ?? '') === '' && ref.kind === 'ConfigMap';
    if (found && world.find('ConfigMap', gateway.namespace, ref.name ?? '')) return;
    const severity = found && !world.closed(gateway.namespace) ? Severity.INFO : Severity.ERROR;
    const message = found ? `ConfigMap ${gateway.namespace}/${ref.name ?? ''} is not defined${severity === Severity.INFO ? ' in the checked objects' : ''}: the Gateway is not accepted` : `parametersRef of a Gateway is a ConfigMap, not a ${ref.kind ?? ''}: the Gateway is not accepted`;
    const fix = orNearIn(gateway.namespace, found ? nearObject(world, 'ConfigMap', gateway.namespace, ref.name ?? '') : undefined, 'refer to a ConfigMap in the Gateway\'s namespace');
    problems.push({ code: 'MESH813', item: gateway, found: { pointer: '/spec/infrastructure/parametersRef', aliases: ['InvalidParameters'], severity, message, fix } });
  }

  function clientCertificate(gateway: Gateway): void {
    const ref = gateway.spec.tls?.backend?.clientCertificateRef;
    const bad = ref && certificate(world, gateway, ref, 'InvalidClientCertificateRef');
    if (!bad) return;
    problems.push({
      code: 'MESH819',
      item: gateway,
      found: { pointer: '/spec/tls/backend/clientCertificateRef', aliases: [bad.reason], severity: bad.severity, message: `${bad.message}: backends that require a client certificate refuse the gateway`, fix: bad.fix, related: bad.related },
    });
  }
});
export const parentKey = keyOf;
