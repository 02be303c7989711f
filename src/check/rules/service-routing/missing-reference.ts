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
  title: 'reference to a Config Connector object that does not exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Config Connector does not create a resource until all objects that it refers to exist and are ready, in the same namespace unless the reference sets one. A `name` reference to an object that does not exist waits forever. Refer to resources outside Config Connector with `external`.',
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
              message: `there is no ${wanted[0]} ${full}${all ? '' : ' in the checked objects'}: Config Connector waits for it, and ${nameOf(item)} is not created`,
              fix: `refer to ${/^[AEIO]/.test(wanted[0]) ? 'an' : 'a'} ${wanted[0]} that exists (with its namespace, if it is a different one), or use external for a resource outside Config Connector`,
            });
          }
        }
      }
    }
  },
};
