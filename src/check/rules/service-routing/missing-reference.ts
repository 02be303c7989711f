import { computeItems, nameOf, securityItems, serviceItems } from './_facts';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

type Items = (worlds: readonly World[], kind: string) => readonly Item[];
const ROUTE: readonly (readonly [string, readonly string[]])[] = [
  ['spec.meshes[*]', ['NetworkServicesMesh']],
  ['spec.gateways[*]', ['NetworkServicesGateway']],
  ['spec.rules[*].action.destinations[*].serviceRef', ['ComputeBackendService']],
  ['spec.rules[*].action.requestMirrorPolicy.destination.serviceRef', ['ComputeBackendService']],
];
const REFERENCES: readonly (readonly [Items, string, readonly (readonly [string, readonly string[]])[]])[] = [
  [serviceItems, 'NetworkServicesHTTPRoute', ROUTE],
  [serviceItems, 'NetworkServicesGRPCRoute', ROUTE],
  [serviceItems, 'NetworkServicesTCPRoute', ROUTE],
  [serviceItems, 'NetworkServicesTLSRoute', ROUTE],
  [serviceItems, 'NetworkServicesGateway', [['spec.serverTlsPolicyRef', ['NetworkSecurityServerTLSPolicy']]]],
  [serviceItems, 'NetworkServicesEndpointPolicy', [
    ['spec.serverTlsPolicyRef', ['NetworkSecurityServerTLSPolicy']],
    ['spec.clientTlsPolicyRef', ['NetworkSecurityClientTLSPolicy']],
    ['spec.authorizationPolicyRef', ['NetworkSecurityAuthorizationPolicy']],
  ]],
  [computeItems, 'ComputeBackendService', [
    ['spec.healthChecks[*].healthCheckRef', ['ComputeHealthCheck']],
    ['spec.securitySettings.clientTLSPolicyRef', ['NetworkSecurityClientTLSPolicy']],
    ['spec.backend[*].group.networkEndpointGroupRef', ['ComputeNetworkEndpointGroup', 'ComputeRegionNetworkEndpointGroup', 'ComputeGlobalNetworkEndpointGroup']],
  ]],
];

export const missingReference: Check = {
  code: 'MESH733',
  title: 'reference to an object of Config Connector that does not exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Config Connector makes nothing of an object until all objects that it names exist, in the same namespace unless the reference names one, and are ready. A reference by `name` that leads nowhere waits for ever. A resource that is no object of Config Connector is named by `external`.',
  runFleet(worlds, report) {
    const kinds = ['NetworkServicesMesh', 'NetworkServicesGateway', 'NetworkSecurityServerTLSPolicy', 'NetworkSecurityClientTLSPolicy', 'NetworkSecurityAuthorizationPolicy', 'ComputeBackendService',
      'ComputeHealthCheck', 'ComputeNetworkEndpointGroup', 'ComputeRegionNetworkEndpointGroup', 'ComputeGlobalNetworkEndpointGroup'];
    const known = new Map(kinds.map((kind) => [kind, new Set([...serviceItems(worlds, kind), ...securityItems(worlds, kind), ...computeItems(worlds, kind)].map(nameOf))]));
    const closed = (item: Item) => worlds.some((w) => w.items[item.order] === item && w.closed(item.namespace));
    for (const [items, kind, paths] of REFERENCES) {
      for (const item of items(worlds, kind)) {
        for (const [path, wanted] of paths) {
          for (const { pointer, value } of at(item.object, path)) {
            const name = text(value, 'name');
            if (name === undefined) continue;
            const full = `${text(value, 'namespace') ?? item.namespace}/${name}`;
            if (wanted.some((k) => known.get(k)!.has(full))) continue;
            const all = closed(item);
            report(item, {
              pointer,
              severity: all ? Severity.ERROR : Severity.INFO,
              message: `there is no ${wanted[0]} ${full}${all ? '' : ' in what is checked here'}: Config Connector waits for it, and ${nameOf(item)} is not made`,
              fix: `name ${/^[AEIO]/.test(wanted[0]) ? 'an' : 'a'} ${wanted[0]} that exists (with its namespace, where it is another), or write external for a resource that is none of Config Connector's`,
            });
          }
        }
      }
    }
  },
};
