import { validateAdmission } from '../validation';
import type { Check, ObjectLayer } from './engine/check';
import { CheckLayer } from './finding';
import { mixedModes } from './rules/ambient/mixed-modes';
import { policyBySelector } from './rules/ambient/policy-by-selector';
import { routesElsewhere } from './rules/ambient/routes-elsewhere';
import { routesWithoutWaypoint } from './rules/ambient/routes-without-waypoint';
import { sidecarInAmbientNamespace } from './rules/ambient/sidecar-in-ambient-namespace';
import { targetWithoutWaypoint } from './rules/ambient/target-without-waypoint';
import { waypointClosed } from './rules/ambient/waypoint-closed';
import { waypointMissing } from './rules/ambient/waypoint-missing';
import { waypointTraffic } from './rules/ambient/waypoint-traffic';
import { waypointUnused } from './rules/ambient/waypoint-unused';
import { FLEET_CHECKS } from './rules/fleet';
import { inconsistentService } from './rules/fleet/inconsistent-service';
import { meshNetworks } from './rules/fleet/mesh-networks';
import { conflictingGateways } from './rules/gateway/conflicting-gateways';
import { duplicateCertificate } from './rules/gateway/duplicate-certificate';
import { httpRoutesOnPassthrough } from './rules/gateway/http-routes-on-passthrough';
import { invalidCredential } from './rules/gateway/invalid-credential';
import { missingCredential } from './rules/gateway/missing-credential';
import { gatewayPortNotOnService } from './rules/gateway/port-not-on-service';
import { portProtocolClash } from './rules/gateway/port-protocol-clash';
import { gatewayWithoutWorkload } from './rules/gateway/selector-no-workload';
import { tlsRoutesOnTerminate } from './rules/gateway/tls-routes-on-terminate';
import { addressNotUsable } from './rules/gateway-api/address-not-usable';
import { backendKind } from './rules/gateway-api/backend-kind';
import { backendName } from './rules/gateway-api/backend-name';
import { backendNotFound } from './rules/gateway-api/backend-not-found';
import { backendNotPermitted } from './rules/gateway-api/backend-not-permitted';
import { backendPort } from './rules/gateway-api/backend-port';
import { certificateNotPermitted } from './rules/gateway-api/certificate-not-permitted';
import { featureNotReported } from './rules/gateway-api/feature-not-reported';
import { gatewaysShareHost } from './rules/gateway-api/gateways-share-host';
import { grantNamespace } from './rules/gateway-api/grant-namespace';
import { inferencePoolPicker } from './rules/gateway-api/inference-pool-picker';
import { invalidAuthority } from './rules/gateway-api/invalid-authority';
import { invalidCertificate } from './rules/gateway-api/invalid-certificate';
import { invalidClientCertificate } from './rules/gateway-api/invalid-client-certificate';
import { invalidParameters } from './rules/gateway-api/invalid-parameters';
import { invalidRouteKinds } from './rules/gateway-api/invalid-route-kinds';
import { listenerConflict } from './rules/gateway-api/listener-conflict';
import { listenerSetNotAllowed } from './rules/gateway-api/listener-set-not-allowed';
import { noMatchingListenerHostname } from './rules/gateway-api/no-matching-listener-hostname';
import { noMatchingParent } from './rules/gateway-api/no-matching-parent';
import { notAllowedByListeners } from './rules/gateway-api/not-allowed-by-listeners';
import { policyAuthority } from './rules/gateway-api/policy-authority';
import { policyConflict } from './rules/gateway-api/policy-conflict';
import { policyIgnored } from './rules/gateway-api/policy-ignored';
import { policyTarget } from './rules/gateway-api/policy-target';
import { sharedAddress } from './rules/gateway-api/shared-address';
import { unknownClass } from './rules/gateway-api/unknown-class';
import { unsupportedAddress } from './rules/gateway-api/unsupported-address';
import { unsupportedProtocol } from './rules/gateway-api/unsupported-protocol';
import { weightsZero } from './rules/gateway-api/weights-zero';
import { externalControlPlane } from './rules/install/external-control-plane';
import { externalControlPlaneAddress } from './rules/install/external-control-plane-address';
import { gatewayApiVersion } from './rules/install/gateway-api-version';
import { negativeCondition } from './rules/install/negative-condition';
import { removedCrds } from './rules/install/removed-crds';
import { webhooks } from './rules/install/webhooks';
import { addIncorrectly } from './rules/proxy/add-incorrectly';
import { conflictingSidecars } from './rules/proxy/conflicting-sidecars';
import { multipleDefaultSidecars } from './rules/proxy/multiple-default-sidecars';
import { outboundMode } from './rules/proxy/outbound-mode';
import { relativeAfterVersion } from './rules/proxy/relative-after-version';
import { relativeOperation } from './rules/proxy/relative-operation';
import { removeIncorrectly } from './rules/proxy/remove-incorrectly';
import { replaceIncorrectly } from './rules/proxy/replace-incorrectly';
import { rootSidecarSelects } from './rules/proxy/root-sidecar';
import { sidecarInAmbient } from './rules/proxy/sidecar-in-ambient';
import { sidecarMissingImport } from './rules/proxy/sidecar-missing-import';
import { sidecarUnknownHost } from './rules/proxy/sidecar-unknown-host';
import { sidecarWithoutWorkload } from './rules/proxy/sidecar-without-workload';
import { denyOnTcp } from './rules/security/_deny-on-tcp';
import { onlyWhereTcp } from './rules/security/_requests-only';
import { authorizationHost } from './rules/security/authorization-host';
import { authorizationNamespace } from './rules/security/authorization-namespace';
import { authorizationWithoutWorkload } from './rules/security/authorization-no-workload';
import { authorizationServicePort } from './rules/security/authorization-service-port';
import { conflictingPeerAuthentications } from './rules/security/conflicting-peer-authentications';
import { customProvider } from './rules/security/custom-provider';
import { hostWithoutPort } from './rules/security/host-without-port';
import { httpRulesOnTcp } from './rules/security/http-on-tcp';
import { identityInPlainText } from './rules/security/identity-in-plain-text';
import { identityWithoutMtls } from './rules/security/identity-without-mtls';
import { ineffectiveSelector } from './rules/security/ineffective-selector';
import { ipBlocksBehindBalancer } from './rules/security/ip-blocks';
import { jwksFetchUnrestricted } from './rules/security/jwks-fetch-unrestricted';
import { jwtWithoutAuthorization } from './rules/security/jwt-without-authorization';
import { midWildcard } from './rules/security/mid-wildcard';
import { mtlsClash } from './rules/security/mtls-clash';
import { mtlsClientsMissing } from './rules/security/mtls-clients-missing';
import { mtlsRefused } from './rules/security/mtls-refused';
import { mtlsServersMissing } from './rules/security/mtls-servers-missing';
import { mtlsServicePort } from './rules/security/mtls-service-port';
import { pathSpellings } from './rules/security/path-spellings';
import { pathWithQuery } from './rules/security/path-with-query';
import { principalForm } from './rules/security/principal-form';
import { policyWithoutWorkload } from './rules/security/selector-no-workload';
import { tokenNotVerified } from './rules/security/token-not-verified';
import { uncoveredWorkload } from './rules/security/uncovered-workload';
import { unknownMethod } from './rules/security/unknown-method';
import { conflictingTargetPorts } from './rules/service/conflicting-target-ports';
import { externalNamePort } from './rules/service/external-name-port';
import { multipleProtocols } from './rules/service/multiple-protocols';
import { portName } from './rules/service/port-name';
import { serviceSelectsNothing } from './rules/service/service-selects-nothing';
import { targetPortMissing } from './rules/service/target-port-missing';
import { addressesRequired } from './rules/service-entry/addresses-required';
import { conflictingProtocol } from './rules/service-entry/conflicting-protocol';
import { doubleTls } from './rules/service-entry/double-tls';
import { httpEntryOnTcpPort } from './rules/service-entry/http-entry-on-tcp-port';
import { httpOnTlsPort } from './rules/service-entry/http-on-tls-port';
import { entryWithoutEndpoints } from './rules/service-entry/no-endpoints';
import { orphanWorkload } from './rules/service-entry/orphan-workload';
import { repeatedEntry } from './rules/service-entry/repeated-host';
import { entryShadowsService } from './rules/service-entry/shadows-service';
import { tcpEntriesClash } from './rules/service-entry/tcp-entries-clash';
import { workloadGroupAccount } from './rules/service-entry/workload-group-account';
import { workloadGroupLabels } from './rules/service-entry/workload-group-labels';
import { accessLogWithoutProvider } from './rules/telemetry/access-log-without-provider';
import { conflictingTelemetries } from './rules/telemetry/conflicting-telemetries';
import { lightstepProvider } from './rules/telemetry/lightstep-provider';
import { multipleDefaultTelemetries } from './rules/telemetry/multiple-default-telemetries';
import { telemetryWithoutWorkload } from './rules/telemetry/telemetry-without-workload';
import { undefinedProvider } from './rules/telemetry/undefined-provider';
import { conflictingMeshHosts } from './rules/traffic/conflicting-mesh-hosts';
import { corsAnywhere } from './rules/traffic/cors-anywhere';
import { delegateMissing } from './rules/traffic/delegate';
import { delegateOutside } from './rules/traffic/delegate-outside';
import { delegateUnused } from './rules/traffic/delegate-unused';
import { deprecatedFields } from './rules/traffic/deprecated-fields';
import { destinationHost } from './rules/traffic/destination-host';
import { destinationPort } from './rules/traffic/destination-port';
import { destinationPortRequired } from './rules/traffic/destination-port-required';
import { destinationRuleHost } from './rules/traffic/destination-rule-host';
import { destinationSubset } from './rules/traffic/destination-subset';
import { duplicateSni } from './rules/traffic/duplicate-sni';
import { exportToUnknown } from './rules/traffic/export-to';
import { externalAuthority } from './rules/traffic/external-authority';
import { faultWithRetry } from './rules/traffic/fault-with-retry';
import { gatewayRoutesConflict } from './rules/traffic/gateway-routes-conflict';
import { headerCase } from './rules/traffic/header-case';
import { hostNotOnGateway } from './rules/traffic/host-not-on-gateway';
import { hostUnknown } from './rules/traffic/host-unknown';
import { httpSettingsOnTcp } from './rules/traffic/http-settings-on-tcp';
import { httpToTcpPort } from './rules/traffic/http-to-tcp-port';
import { ingressRouteWithoutSubset } from './rules/traffic/ingress-route-without-subset';
import { internalGateway } from './rules/traffic/internal-gateway';
import { jwtClaimRouting } from './rules/traffic/jwt-claim-routing';
import { localityWithoutOutliers } from './rules/traffic/locality-without-outliers';
import { matchGatewayUnlisted } from './rules/traffic/match-gateway-unlisted';
import { matchPortAbsent } from './rules/traffic/match-port-absent';
import { matchPortUnknown } from './rules/traffic/match-port-unknown';
import { noServerVerification } from './rules/traffic/no-server-verification';
import { noServerVerificationOnPort } from './rules/traffic/no-server-verification-on-port';
import { plainToTlsPort } from './rules/traffic/plain-to-tls-port';
import { portLevelReplaces } from './rules/traffic/port-level-replaces';
import { portLevelUnknown } from './rules/traffic/port-level-unknown';
import { prefixGlob } from './rules/traffic/prefix-glob';
import { redirectLoop } from './rules/traffic/redirect-loop';
import { regexPartial } from './rules/traffic/regex-partial';
import { repeatedDestination } from './rules/traffic/repeated-destination';
import { retriesExceedTimeout } from './rules/traffic/retries-exceed-timeout';
import { retriesOfUnsafe } from './rules/traffic/retries-of-unsafe';
import { rewriteSlash } from './rules/traffic/rewrite-slash';
import { routeKindsCollide } from './rules/traffic/route-kinds-collide';
import { ruleOffPath } from './rules/traffic/rule-off-path';
import { rulesMerge } from './rules/traffic/rules-merge';
import { singleWeight } from './rules/traffic/single-weight';
import { subsetPolicyUnrouted } from './rules/traffic/subset-policy-unrouted';
import { subsetSelectsNothing } from './rules/traffic/subset-selects-nothing';
import { subsetWithoutLabels } from './rules/traffic/subset-without-labels';
import { virtualServiceGateway } from './rules/traffic/virtual-service-gateway';
import { weights } from './rules/traffic/weights';
import { wideTlsLost } from './rules/traffic/wide-tls-lost';
import { alphaAnnotation } from './rules/workload/alpha-annotation';
import { deprecatedAnnotation } from './rules/workload/deprecated-annotation';
import { hostNetworkInjected } from './rules/workload/host-network-injected';
import { imageAutoPod } from './rules/workload/image-auto-pod';
import { imageAutoWorkload } from './rules/workload/image-auto-workload';
import { injectionByDefault } from './rules/workload/injection-by-default';
import { injectionLabelPlace } from './rules/workload/injection-label-place';
import { invalidAnnotation } from './rules/workload/invalid-annotation';
import { labelValues } from './rules/workload/label-values';
import { misplacedAnnotation } from './rules/workload/misplaced-annotation';
import { multipleInjectionLabels } from './rules/workload/multiple-injection-labels';
import { namespaceNotInjected } from './rules/workload/namespace-not-injected';
import { podMissingProxy } from './rules/workload/pod-missing-proxy';
import { proxyImageMismatch } from './rules/workload/proxy-image';
import { proxyUid } from './rules/workload/proxy-uid';
import { reservedPorts } from './rules/workload/reserved-ports';
import { unknownAnnotation } from './rules/workload/unknown-annotation';
import { validateSchema } from './schema';

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
  gatewayRoutesConflict,
  ingressRouteWithoutSubset,
  delegateOutside,
  duplicateSni,
  jwtClaimRouting,
  destinationRuleHost,
  subsetSelectsNothing,
  noServerVerification,
  noServerVerificationOnPort,
  deprecatedFields,
  prefixGlob,
  rewriteSlash,
  weights,
  faultWithRetry,
  retriesExceedTimeout,
  retriesOfUnsafe,
  matchPortAbsent,
  matchGatewayUnlisted,
  regexPartial,
  httpToTcpPort,
  delegateMissing,
  routeKindsCollide,
  ruleOffPath,
  portLevelUnknown,
  rulesMerge,
  subsetPolicyUnrouted,
  localityWithoutOutliers,
  subsetWithoutLabels,
  portLevelReplaces,
  exportToUnknown,
  plainToTlsPort,
  singleWeight,
  delegateUnused,
  matchPortUnknown,
  repeatedDestination,
  wideTlsLost,
  workloadGroupAccount,
  workloadGroupLabels,
  repeatedEntry,
  addressesRequired,
  conflictingProtocol,
  httpOnTlsPort,
  httpEntryOnTcpPort,
  tcpEntriesClash,
  entryShadowsService,
  doubleTls,
  entryWithoutEndpoints,
  orphanWorkload,
  hostUnknown,
  headerCase,
  corsAnywhere,
  httpSettingsOnTcp,
  externalAuthority,
  redirectLoop,
  gatewayWithoutWorkload,
  gatewayPortNotOnService,
  missingCredential,
  invalidCredential,
  conflictingGateways,
  duplicateCertificate,
  httpRoutesOnPassthrough,
  tlsRoutesOnTerminate,
  portProtocolClash,
  authorizationWithoutWorkload,
  authorizationNamespace,
  ineffectiveSelector,
  customProvider,
  hostWithoutPort,
  ipBlocksBehindBalancer,
  midWildcard,
  principalForm,
  authorizationServicePort,
  httpRulesOnTcp,
  jwksFetchUnrestricted,
  policyWithoutWorkload,
  mtlsServicePort,
  conflictingPeerAuthentications,
  jwtWithoutAuthorization,
  mtlsClash,
  mtlsRefused,
  identityWithoutMtls,
  unknownMethod,
  identityInPlainText,
  tokenNotVerified,
  authorizationHost,
  pathSpellings,
  pathWithQuery,
  uncoveredWorkload,
  mtlsServersMissing,
  mtlsClientsMissing,
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
  injectionLabelPlace,
  hostNetworkInjected,
  serviceSelectsNothing,
  targetPortMissing,
  labelValues,
  reservedPorts,
  alphaAnnotation,
  sidecarWithoutWorkload,
  conflictingSidecars,
  multipleDefaultSidecars,
  sidecarInAmbient,
  sidecarMissingImport,
  sidecarUnknownHost,
  rootSidecarSelects,
  outboundMode,
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
  undefinedProvider,
  policyBySelector,
  targetWithoutWaypoint,
  routesWithoutWaypoint,
  routesElsewhere,
  waypointMissing,
  mixedModes,
  waypointUnused,
  sidecarInAmbientNamespace,
  waypointClosed,
  waypointTraffic,
  webhooks,
  externalControlPlane,
  externalControlPlaneAddress,
  removedCrds,
  gatewayApiVersion,
  negativeCondition,
  noMatchingParent,
  noMatchingListenerHostname,
  notAllowedByListeners,
  backendNotFound,
  backendPort,
  backendKind,
  backendNotPermitted,
  backendName,
  inferencePoolPicker,
  unsupportedAddress,
  addressNotUsable,
  invalidParameters,
  invalidCertificate,
  certificateNotPermitted,
  invalidAuthority,
  unsupportedProtocol,
  invalidRouteKinds,
  invalidClientCertificate,
  listenerConflict,
  listenerSetNotAllowed,
  sharedAddress,
  weightsZero,
  gatewaysShareHost,
  unknownClass,
  featureNotReported,
  grantNamespace,
  policyTarget,
  policyAuthority,
  policyConflict,
  policyIgnored,
  inconsistentService,
  meshNetworks,
  ...FLEET_CHECKS,
];

/** The layers that look at one object alone. */
export const LAYERS: readonly ObjectLayer[] = [
  { layer: CheckLayer.SCHEMA, validate: (item) => validateSchema(item.object) },
  {
    layer: CheckLayer.ADMISSION,
    validate: (item, world) => onlyWhereTcp([...denyOnTcp(world, item, validateAdmission(item.object, { namespace: item.namespaceGiven ? item.namespace : undefined }))], item, world),
  },
];
