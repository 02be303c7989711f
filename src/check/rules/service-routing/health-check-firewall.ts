import { computeItems, nameOf, targets } from './_facts';
import { groupPorts } from './_neg';
import { textOf } from '../../../grammar/json';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

/** The source ranges of Google's probes. */
const PROBES = ['35.191.0.0/16', '130.211.0.0/22'];
/** Load balancing schemes whose backends receive those probes. */
const SCHEMES = ['INTERNAL_SELF_MANAGED', 'INTERNAL_MANAGED', 'EXTERNAL_MANAGED', 'INTERNAL'];
const POLICIES = ['ComputeFirewallPolicy', 'ComputeFirewallPolicyRule', 'ComputeNetworkFirewallPolicy', 'ComputeNetworkFirewallPolicyRule', 'ComputeRegionNetworkFirewallPolicy'];
const GROUP = /\/networkEndpointGroups\/([^/]+)$/;

export const healthCheckFirewall: Check = {
  code: 'MESH730',
  title: 'firewall that blocks Google\'s health check probes',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Google probes backends from 35.191.0.0/16 and 130.211.0.0/22. A network blocks all ingress that no firewall rule allows: without a rule for both ranges and for the port of the check, no backend ever becomes healthy, and requests fail. '
    + 'GKE creates such rules for Ingress and Gateway, but not for groups that a Service exposes to a mesh. This is only checked if the firewall rules of a network are among the checked objects.',
  runFleet(worlds, report) {
    const rules = computeItems(worlds, 'ComputeFirewall').filter((f) => text(f.object, 'spec.direction') !== 'EGRESS' && at(f.object, 'spec.disabled')[0]?.value !== true && at(f.object, 'spec.allow[*]').length > 0);
    // a network or hierarchical firewall policy may also allow them
    if (rules.length === 0 || POLICIES.some((kind) => computeItems(worlds, kind).length > 0)) return;
    const services = computeItems(worlds, 'ComputeBackendService').filter((b) => SCHEMES.includes(text(b.object, 'spec.loadBalancingScheme') ?? '') && at(b.object, 'spec.backend[*].group').some(({ value }) => probed(value)));
    const checks = new Map(computeItems(worlds, 'ComputeHealthCheck').map((c) => [nameOf(c), c]));
    const ports = groupPorts(worlds);
    for (const service of services) {
      for (const name of targets(service, 'spec.healthChecks[*].healthCheckRef')) {
        const check = checks.get(name);
        if (!check) continue;
        const probedPorts = portsOf(check, service, ports);
        const missing = PROBES.filter((probe) => !rules.some((rule) => lets(rule, probe)));
        const closed = missing.length > 0 ? [] : probedPorts.filter((port) => !PROBES.every((probe) => rules.some((rule) => lets(rule, probe) && opens(rule, port))));
        if (missing.length === 0 && closed.length === 0) continue;
        const what = missing.length > 0 ? `no firewall rule admits ${missing.join(' and ')}` : `no firewall rule admits Google's probes on port ${closed.join(', ')}`;
        report(service, {
          pointer: '/spec/healthChecks',
          message: `${what}, from where health check ${nameOf(check)} is sent: no backend of ${nameOf(service)} ever becomes healthy, and requests to it fail`,
          fix: `add a ComputeFirewall with direction INGRESS and sourceRanges ${PROBES.join(', ')} that allows tcp${probedPorts.length > 0 ? ` ${probedPorts.join(', ')}` : ' and the port of the backends'}`,
          related: [check, ...rules.slice(0, 2)],
        });
      }
    }
  },
};

/** Whether probes reach a backend over the network. */
const probed = (group: unknown): boolean => at(group, 'instanceGroupRef').length > 0
  || (at(group, 'networkEndpointGroupRef').length > 0 && !/\/(regions\/[^/]+|global)\/networkEndpointGroups\//.test(text(group, 'networkEndpointGroupRef.external') ?? ''));

/** The ports that a health check probes, as far as the objects show. */
function portsOf(check: Item, service: Item, groups: ReadonlyMap<string, readonly number[]>): readonly number[] {
  const said = ['http', 'https', 'http2', 'tcp', 'ssl', 'grpc'].map((kind) => at(check.object, `spec.${kind}HealthCheck`)[0]?.value).find((v) => v !== undefined);
  const fixed = at(said, 'port')[0]?.value;
  if (typeof fixed === 'number' && text(said, 'portSpecification') !== 'USE_SERVING_PORT') return [fixed];
  const names = at(service.object, 'spec.backend[*].group.networkEndpointGroupRef.external').map(({ value }) => GROUP.exec(textOf(value))?.[1] ?? '');
  return [...new Set(names.flatMap((name) => groups.get(name) ?? []))];
}

/** Whether a rule allows a range, for any target. */
function lets(rule: Item, range: string): boolean {
  const sources = at(rule.object, 'spec.sourceRanges[*]').map(({ value }) => textOf(value));
  return sources.some((source) => within(range, source));
}

function opens(rule: Item, port: number): boolean {
  return at(rule.object, 'spec.allow[*]').some(({ value }) => {
    const protocol = text(value, 'protocol')?.toLowerCase();
    if (protocol !== 'tcp' && protocol !== 'all' && protocol !== '6') return false;
    const ports = at(value, 'ports[*]').map((p) => String(p.value));
    return ports.length === 0 || ports.some((p) => {
      const [from, to = from] = p.split('-').map(Number);
      return port >= from && port <= to;
    });
  });
}

/** Whether one IPv4 range contains another. */
function within(inner: string, outer: string): boolean {
  const [a, b] = [inner, outer].map((range) => {
    const [address, bits = '32'] = range.split('/');
    return { number: address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0), bits: Number(bits) };
  });
  const size = 2 ** (32 - b.bits);
  return Number.isFinite(b.number) && b.bits <= a.bits && Math.floor(a.number / size) === Math.floor(b.number / size);
}
