import type { Controller } from './classes';
import type { Gateway, ListenerModel, Problem } from './model';
import type { World } from '../../world/world';
import { Severity } from '../finding';

/** Whether Istio deploys the gateway itself. */
export function isManaged(gateway: Gateway): boolean {
  const addresses = gateway.spec.addresses ?? [];
  return !addresses.length || (addresses.length === 1 && (addresses[0].type === undefined || addresses[0].type === 'IPAddress'));
}

/** The hosts of the Services that serve a Gateway, and the addresses that Istio can't use. */
export function services(world: World, gateway: Gateway, controller: Controller): { hosts: string[]; unsupported: string[] } {
  if (isManaged(gateway)) {
    const own = controller === 'istio' ? `${gateway.name}-${gateway.spec.gatewayClassName ?? ''}` : gateway.name;
    return { hosts: [world.registry.fqdn(gateway.annotations['gateway.istio.io/name-override'] ?? own, gateway.namespace)], unsupported: [] };
  }
  const hosts: string[] = [];
  const unsupported: string[] = [];
  for (const { type = 'Hostname', value = '' } of gateway.spec.addresses ?? []) {
    if (type === 'Hostname') hosts.push(value.includes('.') ? value : world.registry.fqdn(value, gateway.namespace));
    else unsupported.push(value);
  }
  return { hosts, unsupported };
}

/** Checks that the Services of a Gateway exist and have the ports of its listeners. */
export function* unusable(world: World, owner: ListenerModel['owner'], gateway: Gateway, hosts: readonly string[], listeners: readonly ListenerModel[]): Iterable<Problem> {
  const managed = isManaged(gateway);
  for (const host of hosts) {
    const known = world.registry.same(host);
    const service = known.find((r) => r.namespace === gateway.namespace);
    const problem = (message: string, fix: string, severity: Severity): Problem => ({
      code: 'MESH812',
      item: owner,
      found: { pointer: owner === gateway && !managed ? '/spec/addresses' : '/spec', aliases: ['AddressNotUsable'], severity, message, fix, related: service ? [service.item] : known.map((r) => r.item) },
    });
    if (!service) {
      // objects that Istio deploys itself are not among the manifests
      const severity = managed ? Severity.INFO : world.closed(gateway.namespace) ? Severity.ERROR : Severity.INFO;
      if (managed && !world.options.complete) continue;
      yield problem(
        known.length ? `address ${host} is in namespace ${known[0].namespace}, and only Services of ${gateway.namespace} are used: the Gateway gets no address` : `Service ${host} is not defined${managed ? ': Istio creates it when the Gateway is applied; if automatic deployment is disabled, the Gateway gets no address' : ': the Gateway gets no address'}`,
        managed ? 'leave it unchanged if Istio deploys gateways itself; otherwise set a Service in spec.addresses' : `use a Service in ${gateway.namespace}`,
        severity,
      );
      continue;
    }
    for (const port of new Set(listeners.map((l) => l.port))) {
      if (service.ports.some((p) => p.number === port)) continue;
      const hint = service.ports.filter((p) => p.targetPort === port).map((p) => p.number);
      yield problem(
        `Service ${host} has no port ${port}${hint.length ? `, which is the targetPort of its port ${hint.join(', ')}` : ''}: the listener can't be reached`,
        hint.length ? `listen on ${hint.join(' or ')}` : `add port ${port} to the Service`,
        Severity.ERROR,
      );
    }
  }
}
