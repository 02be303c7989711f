import { computeItems, nameOf, routeItems, securityItems, serviceItems, target, targets } from './_facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

export const machinesOfMutualTls: Check = {
  code: 'MESH574',
  title: 'mutual TLS from VMs that have no certificates',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A backend service with a client TLS policy makes its clients present the certificate that GKE mounts into pods. Envoys on VMs have none, so a gateway on VMs can\'t reach it: every request fails. '
    + 'Run the Envoys of the gateway in GKE, or let the service accept plaintext.',
  runFleet(worlds, report) {
    const machines = new Map(computeItems(worlds, 'ComputeInstanceTemplate').flatMap((item) => scopesOf(item).map((scope) => [scope, item] as const)));
    if (machines.size === 0) return;
    const gateways = new Map(serviceItems(worlds, 'NetworkServicesGateway').map((g) => [nameOf(g), g]));
    const policies = new Set(securityItems(worlds, 'NetworkSecurityClientTLSPolicy').filter((p) => at(p.object, 'spec.clientCertificate').length > 0).map(nameOf));
    const secure = new Map(computeItems(worlds, 'ComputeBackendService').filter((b) => [...targets(b, 'spec.securitySettings.clientTLSPolicyRef')].some((t) => policies.has(t) || !t.includes('/') || t.startsWith('projects/')))
      .map((b) => [nameOf(b), b]));
    for (const route of routeItems(worlds)) {
      const gateway = [...targets(route, 'spec.gateways[*]')].map((t) => gateways.get(t)).find((g) => g && machines.has(text(g.object, 'spec.scope') ?? ''));
      if (!gateway) continue;
      const scope = text(gateway.object, 'spec.scope')!;
      for (const { pointer, value } of at(route.object, 'spec.rules[*].action.destinations[*].serviceRef')) {
        const backend = secure.get(target(route, value) ?? '');
        if (backend) {
          report(route, {
            pointer,
            message: `gateway ${gateway.name} runs on VMs (scope ${scope}, ${machines.get(scope)!.name}), which have no mesh certificates, but backend service ${backend.name} requires its clients to use mutual TLS: every request fails`,
            fix: 'run the Envoys of the gateway in GKE, in constructs workload: GatewayWorkload.trafficDirector(); or remove securitySettings from the backend service',
            related: [backend, gateway],
          });
        }
      }
    }
  },
};

/** The scopes of gateways whose routes VMs of a template receive. */
function scopesOf(template: Item): readonly string[] {
  return at(template.object, 'spec.metadata[*]').flatMap(({ value }) => {
    if (text(value, 'key') !== 'gce-service-proxy') return [];
    try {
      const scope: unknown = (JSON.parse(text(value, 'value') ?? '') as any)?.['proxy-spec']?.scope;
      return typeof scope === 'string' && scope !== '' ? [scope] : [];
    } catch {
      return []; // unreadable: nothing is known about it
    }
  });
}
