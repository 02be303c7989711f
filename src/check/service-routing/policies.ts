import { clients, nameOf, securityItems, serviceItems } from './facts';
import type { Check } from '../engine/check';
import { at, text } from '../engine/path';
import { Severity } from '../finding';

export const unofferedLabel: Check = {
  code: 'MESH971',
  title: 'endpoint policy for labels that no client has',
  aliases: ['G-TD11'],
  severity: Severity.WARNING,
  explanation: 'An endpoint policy holds for clients that show its labels to the control plane: those of the annotation `cloud.google.com/proxyMetadata` of pods, `--node-metadata` of a gRPC bootstrap, and the labels of a machine\'s proxy. '
    + 'Pod labels are not among them, unless `cloud.google.com/forwardPodLabels` is set. A policy that fits nobody leaves its endpoints open.',
  runFleet(worlds, report) {
    const policies = serviceItems(worlds, 'NetworkServicesEndpointPolicy');
    const known = policies.length === 0 ? [] : clients(worlds);
    if (known.length === 0) return;
    for (const policy of policies) {
      const matcher = at(policy.object, 'spec.endpointMatcher.metadataLabelMatcher')[0]?.value;
      const labels = at(matcher, 'metadataLabels[*]').map(({ value }) => [text(value, 'labelName') ?? '', text(value, 'labelValue') ?? ''] as const);
      if (labels.length === 0) continue;
      const any = text(matcher, 'metadataLabelMatchCriteria') === 'MATCH_ANY';
      const fits = known.some(({ metadata }) => (any ? labels.some(([k, v]) => metadata[k] === v) : labels.every(([k, v]) => metadata[k] === v)));
      if (!fits) {
        report(policy, {
          pointer: '/spec/endpointMatcher/metadataLabelMatcher/metadataLabels',
          message: `no client shows ${labels.map(([k, v]) => `${k}: ${v}`).join(any ? ' or ' : ', ')} to the control plane, so the policy holds for none and endpoints stay open`,
          fix: 'annotate the pods: cloud.google.com/proxyMetadata, with the labels as JSON; for gRPC without a proxy --node-metadata of the bootstrap',
        });
      }
    }
  },
};

export const meshGatewayAddress: Check = {
  code: 'MESH972',
  title: 'address of a mesh\'s gateway',
  aliases: ['G-TD12'],
  severity: Severity.ERROR,
  explanation: 'A Gateway of type OPEN_MESH is Envoys that listen on all addresses of their machines. Addresses belong to a SECURE_WEB_GATEWAY; Google refuses them here.',
  runFleet(worlds, report) {
    for (const g of serviceItems(worlds, 'NetworkServicesGateway')) {
      for (const field of ['addresses', 'allPorts']) {
        if (text(g.object, 'spec.type') === 'OPEN_MESH' && at(g.object, `spec.${field}`).length > 0) {
          report(g, { pointer: `/spec/${field}`, message: `an OPEN_MESH gateway takes no ${field}; Google refuses ${nameOf(g)}`, fix: `leave ${field} out, or use type SECURE_WEB_GATEWAY` });
        }
      }
    }
  },
};

export const idleClientTls: Check = {
  code: 'MESH973',
  title: 'client TLS policy of an endpoint policy',
  aliases: ['G-TD13'],
  severity: Severity.WARNING,
  explanation: '`clientTlsPolicyRef` of an endpoint policy does nothing. Clients open TLS as the backend service says: `securitySettings.clientTLSPolicyRef`.',
  runFleet(worlds, report) {
    for (const policy of serviceItems(worlds, 'NetworkServicesEndpointPolicy')) {
      if (at(policy.object, 'spec.clientTlsPolicyRef').length > 0) {
        report(policy, { pointer: '/spec/clientTlsPolicyRef', message: `clientTlsPolicyRef of ${nameOf(policy)} does nothing: traffic to these endpoints is no safer for it`, fix: 'securitySettings.clientTLSPolicyRef of the backend service' });
      }
    }
  },
};

export const openTls: Check = {
  code: 'MESH974',
  title: 'plain text beside TLS without client certificates',
  aliases: ['G-TD14'],
  severity: Severity.ERROR,
  explanation: '`allowOpen` lets plain text in beside mutual TLS. Beside TLS of the server alone Google does not support it.',
  runFleet(worlds, report) {
    for (const policy of securityItems(worlds, 'NetworkSecurityServerTLSPolicy')) {
      const open = at(policy.object, 'spec.allowOpen')[0]?.value === true;
      if (open && at(policy.object, 'spec.serverCertificate').length > 0 && at(policy.object, 'spec.mtlsPolicy').length === 0) {
        report(policy, { pointer: '/spec/allowOpen', message: `plain text can't be let in beside TLS without client certificates; Google refuses ${nameOf(policy)}`, fix: 'mtlsPolicy, or leave allowOpen out' });
      }
    }
  },
};

export const serviceBinding: Check = {
  code: 'MESH975',
  title: 'service binding',
  aliases: ['G-TD15'],
  severity: Severity.WARNING,
  explanation: 'Service bindings lead backend services to Service Directory, which Google is taking back; Config Connector\'s backend services can\'t even name one.',
  runFleet(worlds, report) {
    for (const binding of serviceItems(worlds, 'NetworkServicesServiceBinding')) {
      report(binding, { pointer: '/spec', message: `no backend service of Config Connector can name binding ${nameOf(binding)}, and Google is taking Service Directory back`, fix: 'network endpoint groups as backends' });
    }
  },
};

export const allowsEverybody: Check = {
  code: 'MESH978',
  title: 'authorization policy that allows without rules',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'In Google\'s service routing an authorization policy without rules does its action for every request: ALLOW lets everybody in. (To Istio the same means nobody.) To let nobody in, the action is DENY.',
  runFleet(worlds, report) {
    for (const policy of securityItems(worlds, 'NetworkSecurityAuthorizationPolicy')) {
      if (text(policy.object, 'spec.action') === 'ALLOW' && at(policy.object, 'spec.rules[*]').length === 0) {
        report(policy, { pointer: '/spec', message: `policy ${nameOf(policy)} allows and has no rules, so it lets everybody in`, fix: 'rules with those who may come; action: DENY, if nobody may' });
      }
    }
  },
};

export const policyChecks: readonly Check[] = [unofferedLabel, meshGatewayAddress, idleClientTls, openTls, serviceBinding, allowsEverybody];
