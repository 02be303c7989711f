import { computeItems, nameOf, securityItems, serviceItems } from './_facts';
import { portError } from './_values';
import { textOf } from '../../../grammar/json';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

const PORTS: readonly (readonly [(worlds: readonly World[], kind: string) => readonly Item[], string, string])[] = [
  [serviceItems, 'NetworkServicesMesh', 'spec.interceptionPort'],
  [serviceItems, 'NetworkServicesGateway', 'spec.ports[*]'],
  [serviceItems, 'NetworkServicesTCPRoute', 'spec.rules[*].matches[*].port'],
  [serviceItems, 'NetworkServicesEndpointPolicy', 'spec.trafficPortSelector.ports[*]'],
  [securityItems, 'NetworkSecurityAuthorizationPolicy', 'spec.rules[*].destinations[*].ports[*]'],
  [computeItems, 'ComputeNetworkEndpointGroup', 'spec.defaultPort'],
  ...['tcp', 'ssl', 'http', 'https', 'http2', 'grpc'].map((type) => [computeItems, 'ComputeHealthCheck', `spec.${type}HealthCheck.port`] as const),
  [computeItems, 'ComputeForwardingRule', 'spec.portRange'],
  [computeItems, 'ComputeForwardingRule', 'spec.ports[*]'],
  ...['allow', 'deny'].map((action) => [computeItems, 'ComputeFirewall', `spec.${action}[*].ports[*]`] as const),
];

/** Kinds whose ports may be ranges. */
const WITH_RANGES = ['ComputeFirewall', 'ComputeForwardingRule'];
const portsIn = (kind: string, value: unknown): readonly unknown[] => (WITH_RANGES.includes(kind) && /^[0-9]+-[0-9]+$/.test(textOf(value)) ? textOf(value).split('-') : [value]);

export const portRange: Check = {
  code: 'MESH532',
  title: 'invalid port in Google\'s service routing',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Ports are 1 to 65535. Google refuses meshes, gateways, routes, policies, groups of endpoints, health checks, forwarding rules and firewall rules with other values. (In a Mesh, 0 disables interception.)',
  runFleet(worlds, report) {
    for (const [items, kind, path] of PORTS) {
      for (const item of items(worlds, kind)) {
        for (const { pointer, value } of at(item.object, path)) {
          if (kind === 'NetworkServicesMesh' && value === 0) continue;
          if (kind === 'ComputeFirewall' && value === '0') continue;
          const why = portsIn(kind, value).map(portError).find((error) => error !== undefined);
          if (why) report(item, { pointer, message: `${textOf(value)} ${why}; Google refuses ${item.kind} ${nameOf(item)}`, fix: 'use a port from 1 to 65535' });
        }
      }
    }
  },
};
