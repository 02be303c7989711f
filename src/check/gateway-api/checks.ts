import type { Problem } from './model';
import { policyProblems } from './policies';
import { routeProblems } from './routes';
import { simulate } from './simulate';
import type { Check } from '../engine/check';
import type { World } from '../engine/world';
import { Severity } from '../finding';

/** Reports what a simulation says under a code. */
const said = (code: string, of: (world: World) => readonly Problem[]): Check['run'] => (world, report) => {
  for (const p of of(world)) if (p.code === code) report(p.item, p.found);
};
const gateways = (world: World) => simulate(world).problems;

export const noMatchingParent: Check = {
  code: 'MESH801',
  title: 'route whose parent does not exist',
  aliases: ['NoMatchingParent', 'KIA1401'],
  severity: Severity.ERROR,
  explanation: 'The Gateway, ListenerSet or Service that a route names does not exist, or has no listener of that name or port. The route is attached to nothing.',
  run: said('MESH801', routeProblems),
};
export const noMatchingListenerHostname: Check = {
  code: 'MESH802',
  title: 'route for a host that no listener takes',
  aliases: ['NoMatchingListenerHostname'],
  severity: Severity.ERROR,
  explanation: 'None of the route\'s hostnames is covered by the hostname of a listener. The route is not attached, its requests get 404.',
  run: said('MESH802', routeProblems),
};
export const notAllowedByListeners: Check = {
  code: 'MESH803',
  title: 'route that the listeners don\'t allow',
  aliases: ['NotAllowedByListeners', 'KIA1401'],
  severity: Severity.ERROR,
  explanation: 'Listeners take routes of their own namespace unless `allowedRoutes.namespaces` says otherwise, and of the kinds that their protocol carries.',
  run: said('MESH803', routeProblems),
};
export const backendNotFound: Check = {
  code: 'MESH804',
  title: 'route to a backend that does not exist',
  aliases: ['BackendNotFound', 'KIA1402'],
  severity: Severity.ERROR,
  explanation: 'The backend of a rule is not defined. Its share of the requests gets 500.',
  run: said('MESH804', routeProblems),
};
export const backendPort: Check = {
  code: 'MESH805',
  title: 'route to a port that the backend does not have',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`port` of a backend is a port of the Service, not of its pods. Istio does not check it: the route is reported as resolved, and requests get 503.',
  run: said('MESH805', routeProblems),
};
export const backendKind: Check = {
  code: 'MESH806',
  title: 'route to a backend of a kind that is not supported',
  aliases: ['InvalidKind'],
  severity: Severity.ERROR,
  explanation: 'Istio sends to Services, ServiceImports, InferencePools and, by `Hostname`, to ServiceEntries. The share of any other backend gets 500.',
  run: said('MESH806', routeProblems),
};
export const backendNotPermitted: Check = {
  code: 'MESH807',
  title: 'route to a backend of another namespace without a grant',
  aliases: ['RefNotPermitted', 'KIA1402'],
  severity: Severity.ERROR,
  explanation: 'A route at a Gateway may send to another namespace only when a ReferenceGrant there allows it. Otherwise the share of the backend gets 500.',
  run: said('MESH807', routeProblems),
};
export const backendName: Check = {
  code: 'MESH808',
  title: 'backend named by its host',
  aliases: ['InvalidDestination'],
  severity: Severity.ERROR,
  explanation: 'A backend is named by the name and namespace of its Service. A host name is refused, and the rule is dropped.',
  run: said('MESH808', routeProblems),
};
export const unsupportedAddress: Check = {
  code: 'MESH811',
  title: 'Gateway address that Istio can\'t use',
  aliases: ['UnsupportedAddress'],
  severity: Severity.ERROR,
  explanation: 'A Gateway that Istio does not deploy itself is served by the Services that `addresses` names, of type Hostname.',
  run: said('MESH811', gateways),
};
export const addressNotUsable: Check = {
  code: 'MESH812',
  title: 'Gateway whose Service is missing, or lacks a port',
  aliases: ['AddressNotUsable'],
  severity: Severity.ERROR,
  explanation: 'The Service that serves a Gateway must exist in its namespace and have the port of each listener (the Service\'s port, not the pods\'). Otherwise nobody reaches the listener.',
  run: said('MESH812', gateways),
};
export const invalidParameters: Check = {
  code: 'MESH813',
  title: 'parameters of a Gateway that do not exist',
  aliases: ['InvalidParameters'],
  severity: Severity.ERROR,
  explanation: '`infrastructure.parametersRef` names a ConfigMap of the Gateway\'s namespace. Without it the Gateway is not accepted.',
  run: said('MESH813', gateways),
};
export const invalidCertificate: Check = {
  code: 'MESH814',
  title: 'listener whose certificate can\'t be used',
  aliases: ['InvalidCertificateRef', 'Invalid', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'A certificate is a Secret with `tls.crt` and `tls.key` in PEM. Without a usable one TLS handshakes with the listener fail.',
  run: said('MESH814', gateways),
};
export const certificateNotPermitted: Check = {
  code: 'MESH815',
  title: 'certificate of another namespace without a grant',
  aliases: ['RefNotPermitted', 'Invalid', 'NoValidCACertificate', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'A listener may use a Secret of another namespace only when a ReferenceGrant there allows it.',
  run: said('MESH815', gateways),
};
export const invalidAuthority: Check = {
  code: 'MESH816',
  title: 'listener whose authority for client certificates can\'t be used',
  aliases: ['InvalidCACertificateRef', 'InvalidCACertificateKind', 'NoValidCACertificate', 'RefNotPermitted', 'Invalid', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'Client certificates are verified by a ConfigMap or a Secret with `ca.crt`. Without a usable one every handshake fails.',
  run: said('MESH816', gateways),
};
export const unsupportedProtocol: Check = {
  code: 'MESH817',
  title: 'listener of a protocol that is not supported',
  aliases: ['UnsupportedProtocol', 'Invalid', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'Istio\'s gateways speak HTTP, HTTPS, TLS and TCP (in capitals), its waypoints HBONE on port 15008. A listener of another protocol is not opened.',
  run: said('MESH817', gateways),
};
export const invalidRouteKinds: Check = {
  code: 'MESH818',
  title: 'listener that allows routes that it can\'t carry',
  aliases: ['InvalidRouteKinds'],
  severity: Severity.ERROR,
  explanation: '`allowedRoutes.kinds` names a kind that the protocol of the listener does not carry. Such routes don\'t attach.',
  run: said('MESH818', gateways),
};
export const invalidClientCertificate: Check = {
  code: 'MESH819',
  title: 'client certificate of a Gateway that can\'t be used',
  aliases: ['InvalidClientCertificateRef', 'RefNotPermitted'],
  severity: Severity.ERROR,
  explanation: '`tls.backend.clientCertificateRef` names a Secret with `tls.crt` and `tls.key`. Without it backends that ask for a certificate refuse the gateway.',
  run: said('MESH819', gateways),
};
export const listenerConflict: Check = {
  code: 'MESH821',
  title: 'listeners that can\'t share a port',
  aliases: ['HostnameConflict', 'ProtocolConflict', 'ListenersNotValid'],
  severity: Severity.ERROR,
  explanation: 'Listeners of one Gateway and port must differ in hostname and agree on a family of protocols. Of two that don\'t, the Gateway\'s comes before a ListenerSet\'s, '
    + 'and an older ListenerSet before a younger one; the other is not opened.',
  run: said('MESH821', gateways),
};
export const listenerSetNotAllowed: Check = {
  code: 'MESH822',
  title: 'ListenerSet that the Gateway does not take',
  aliases: ['NotAllowed'],
  severity: Severity.ERROR,
  explanation: 'A Gateway takes ListenerSets of the namespaces that `allowedListeners` names, by default of none.',
  run: said('MESH822', gateways),
};
export const policyTarget: Check = {
  code: 'MESH831',
  title: 'policy for a backend that does not exist',
  aliases: ['TargetNotFound'],
  severity: Severity.ERROR,
  explanation: 'A BackendTLSPolicy or XBackendTrafficPolicy targets a Service of its namespace, a section by the name of its port. Otherwise it has no effect.',
  run: said('MESH831', policyProblems),
};
export const policyAuthority: Check = {
  code: 'MESH832',
  title: 'BackendTLSPolicy without a usable authority',
  aliases: ['NoValidCACertificate', 'InvalidCACertificateRef', 'InvalidKind'],
  severity: Severity.ERROR,
  explanation: '`caCertificateRefs` names a ConfigMap of the policy\'s namespace with `ca.crt`. Without it the backend\'s certificate can\'t be verified, and requests fail.',
  run: said('MESH832', policyProblems),
};
export const policyConflict: Check = {
  code: 'MESH833',
  title: 'BackendTLSPolicies for one target',
  aliases: ['Conflicted'],
  severity: Severity.WARNING,
  explanation: 'Of several policies for one target the oldest holds, and of the same age the one whose name sorts first. The others have no effect.',
  run: said('MESH833', policyProblems),
};
export const policyIgnored: Check = {
  code: 'MESH834',
  title: 'policy that Istio is told to ignore',
  aliases: ['IgnoredByIstio'],
  severity: Severity.INFO,
  explanation: 'The annotation `istio.io/ignore-policy-attachment` makes Istio leave the policy to other controllers.',
  run: said('MESH834', policyProblems),
};
