import type { Check, ObjectLayer } from './engine/check';
import { inconsistentService } from './fleet/inconsistent-service';
import { meshNetworks } from './fleet/mesh-networks';
import { conflictingGateways } from './gateway/conflicting-gateways';
import { invalidCredential, missingCredential } from './gateway/credential';
import { duplicateCertificate } from './gateway/duplicate-certificate';
import { gatewayPortNotOnService } from './gateway/port-not-on-service';
import { gatewayWithoutWorkload } from './gateway/selector-no-workload';
import { externalControlPlane, externalControlPlaneAddress } from './install/external-control-plane';
import { gatewayApiVersion } from './install/gateway-api-version';
import { negativeCondition } from './install/negative-condition';
import { removedCrds } from './install/removed-crds';
import { webhooks } from './install/webhooks';
import { addIncorrectly, relativeAfterVersion, relativeOperation, removeIncorrectly, replaceIncorrectly } from './proxy/envoy-filter';
import { conflictingSidecars, multipleDefaultSidecars, sidecarInAmbient, sidecarWithoutWorkload } from './proxy/sidecar-selector';
import { authorizationNamespace } from './security/authorization-namespace';
import { authorizationWithoutWorkload } from './security/authorization-no-workload';
import { ineffectiveSelector } from './security/ineffective-selector';
import { jwksFetchUnrestricted } from './security/jwks-fetch-unrestricted';
import { addressesRequired } from './service-entry/addresses-required';
import { conflictingProtocol } from './service-entry/conflicting-protocol';
import { conflictingTargetPorts, multipleProtocols } from './service/multiple-services';
import { externalNamePort, portName } from './service/port-name';
import { accessLogWithoutProvider, lightstepProvider } from './telemetry/provider';
import { conflictingTelemetries, multipleDefaultTelemetries, telemetryWithoutWorkload } from './telemetry/selector';
import { conflictingMeshHosts } from './traffic/conflicting-mesh-hosts';
import { deprecatedFields } from './traffic/deprecated-fields';
import { destinationHost } from './traffic/destination-host';
import { destinationPort } from './traffic/destination-port';
import { destinationPortRequired } from './traffic/destination-port-required';
import { destinationRuleHost } from './traffic/destination-rule-host';
import { destinationSubset } from './traffic/destination-subset';
import { hostNotOnGateway } from './traffic/host-not-on-gateway';
import { ingressRouteWithoutSubset } from './traffic/ingress-route-without-subset';
import { internalGateway } from './traffic/internal-gateway';
import { jwtClaimRouting } from './traffic/jwt-claim-routing';
import { noServerVerification, noServerVerificationOnPort } from './traffic/no-server-verification';
import { subsetSelectsNothing } from './traffic/subset-selects-nothing';
import { ineffectiveMatch, unreachableRule } from './traffic/unreachable-rule';
import { virtualServiceGateway } from './traffic/virtual-service-gateway';
import { deprecatedAnnotation, invalidAnnotation, misplacedAnnotation, unknownAnnotation } from './workload/annotations';
import { imageAutoPod, imageAutoWorkload } from './workload/image-auto';
import { injectionByDefault, multipleInjectionLabels, namespaceNotInjected, podMissingProxy } from './workload/injection';
import { proxyImageMismatch } from './workload/proxy-image';
import { proxyUid } from './workload/proxy-uid';

/** Every semantic check, by code. docs/checks.md is generated from this list. */
export const CHECKS: readonly Check[] = [
  destinationHost,
  destinationPort,
  destinationPortRequired,
  destinationSubset,
  virtualServiceGateway,
  internalGateway,
  hostNotOnGateway,
  conflictingMeshHosts,
  ingressRouteWithoutSubset,
  unreachableRule,
  ineffectiveMatch,
  jwtClaimRouting,
  destinationRuleHost,
  subsetSelectsNothing,
  noServerVerification,
  noServerVerificationOnPort,
  deprecatedFields,
  addressesRequired,
  conflictingProtocol,
  gatewayWithoutWorkload,
  gatewayPortNotOnService,
  missingCredential,
  invalidCredential,
  conflictingGateways,
  duplicateCertificate,
  authorizationWithoutWorkload,
  authorizationNamespace,
  ineffectiveSelector,
  jwksFetchUnrestricted,
  misplacedAnnotation,
  unknownAnnotation,
  invalidAnnotation,
  deprecatedAnnotation,
  namespaceNotInjected,
  podMissingProxy,
  multipleInjectionLabels,
  injectionByDefault,
  proxyImageMismatch,
  imageAutoWorkload,
  imageAutoPod,
  proxyUid,
  portName,
  externalNamePort,
  multipleProtocols,
  conflictingTargetPorts,
  sidecarWithoutWorkload,
  conflictingSidecars,
  multipleDefaultSidecars,
  sidecarInAmbient,
  relativeOperation,
  replaceIncorrectly,
  addIncorrectly,
  removeIncorrectly,
  relativeAfterVersion,
  telemetryWithoutWorkload,
  conflictingTelemetries,
  multipleDefaultTelemetries,
  accessLogWithoutProvider,
  lightstepProvider,
  webhooks,
  externalControlPlane,
  externalControlPlaneAddress,
  removedCrds,
  gatewayApiVersion,
  negativeCondition,
  inconsistentService,
  meshNetworks,
];

/** The layers that look at one object alone. */
export const LAYERS: readonly ObjectLayer[] = [];
