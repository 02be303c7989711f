import type { ServiceEntryPort, ServiceEntryProps } from '../service-entry';
import { cidr, host, label, port, selectorLabels, text } from './check';
import { atMostOne, constant, filled, list, refuse, struct, value } from './json';
import { workloadEntryOptions } from './workload-entry';

export const serviceEntryPort = struct<ServiceEntryPort>((p, at) => ({
  number: port(p.number, at, 'number'),
  name: label(p.name, at, 'name'),
  protocol: constant(p.protocol, at, 'protocol'),
  targetPort: port(p.targetPort, at, 'targetPort'),
}));

export const serviceEntrySpec = struct<ServiceEntryProps>((p, at) => {
  if (p.hosts.length === 0) {
    refuse(at, 'hosts must contain at least one host');
  }
  if (p.hosts.includes('*')) {
    refuse(at, "hosts must not contain '*', which would match every host; list the hosts, or use a wildcard such as '*.example.com'");
  }
  atMostOne(p, at, 'endpoints', 'workloadSelector');
  const resolution = p.resolution ?? 'NONE';
  if (p.endpoints?.length && resolution === 'NONE') {
    refuse(at, 'endpoints have no effect with resolution NONE; set STATIC or DNS');
  }
  if (resolution === 'DNS_ROUND_ROBIN' && (p.endpoints?.length ?? 0) > 1) {
    refuse(at, `endpoints must contain exactly one with resolution DNS_ROUND_ROBIN, got: ${p.endpoints?.length}`);
  }
  if ((p.addresses ?? []).some((a) => a.includes('/')) && !['NONE', 'STATIC'].includes(resolution)) {
    refuse(at, `resolution must be NONE or STATIC if addresses contains CIDR ranges, got: ${resolution}`);
  }
  if (resolution === 'DYNAMIC_DNS' && p.hosts.some((h) => !h.startsWith('*'))) {
    refuse(at, "resolution DYNAMIC_DNS is for wildcard hosts; use hosts such as '*.example.com', or resolution DNS");
  }
  if (['DNS', 'DNS_ROUND_ROBIN'].includes(resolution) && !p.endpoints?.length && !p.workloadSelector && p.hosts.some((h) => h.includes('*'))) {
    refuse(at, `${resolution} can't resolve a wildcard host; add endpoints, or use DYNAMIC_DNS or NONE`);
  }
  const numbers = (p.ports ?? []).map((s) => s.number);
  const repeated = numbers.find((n, i) => numbers.indexOf(n) !== i);
  if (repeated !== undefined) {
    refuse(at, `two ports have the number ${repeated}; remove one`);
  }
  return {
    hosts: list(p.hosts, at, 'hosts', host),
    addresses: filled(p.addresses, at, 'addresses', cidr),
    ports: list(p.ports, at, 'ports', serviceEntryPort),
    location: constant(p.location, at, 'location'),
    resolution: constant(p.resolution, at, 'resolution'),
    endpoints: filled(p.endpoints, at, 'endpoints', workloadEntryOptions),
    workloadSelector: selectorLabels(p.workloadSelector, at, 'workloadSelector'),
    exportTo: filled(p.exportTo, at, 'exportTo', value),
    subjectAltNames: filled(p.subjectAltNames, at, 'subjectAltNames', text),
  };
});
