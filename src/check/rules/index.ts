// Written by tools/checks/run.ts from the files of this folder; run `npx projen docs:checks` after a rule comes or goes.
import { identityBehindWaypoint } from './ambient/identity-behind-waypoint';
import { mixedModes } from './ambient/mixed-modes';
import { networkPolicyHbone } from './ambient/network-policy-hbone';
import { networkPolicyLimits } from './ambient/network-policy-limits';
import { networkPolicyProbes } from './ambient/network-policy-probes';
import { policyBySelector } from './ambient/policy-by-selector';
import { policyPastWaypoint } from './ambient/policy-past-waypoint';
import { routesElsewhere } from './ambient/routes-elsewhere';
import { routesWithoutWaypoint } from './ambient/routes-without-waypoint';
import { sidecarInAmbientNamespace } from './ambient/sidecar-in-ambient-namespace';
import { sidecarsPastWaypoint } from './ambient/sidecars-past-waypoint';
import { sourceMatchAtWaypoint } from './ambient/source-match-at-waypoint';
import { targetWithoutWaypoint } from './ambient/target-without-waypoint';
import { waypointClosed } from './ambient/waypoint-closed';
import { waypointMissing } from './ambient/waypoint-missing';
import { waypointTraffic } from './ambient/waypoint-traffic';
import { waypointUnused } from './ambient/waypoint-unused';
import { accountDiffers } from './fleet/account-differs';
import { accountPowers } from './fleet/account-powers';
import { authoritativePolicy } from './fleet/authoritative-policy';
import { backendKind } from './fleet/backend-kind';
import { boundScope } from './fleet/bound-scope';
import { canonicalDiffers } from './fleet/canonical-differs';
import { clusterPool } from './fleet/cluster-pool';
import { dnsRecords } from './fleet/dns-names';
import { exportConflict } from './fleet/export-conflict';
import { exportLocal } from './fleet/export-local';
import { exportWithoutService } from './fleet/export-without-service';
import { exportedBySome } from './fleet/exported-by-some';
import { globalLocation } from './fleet/global-location';
import { googleAccountForm } from './fleet/google-account-form';
import { grantToNobody } from './fleet/grant-to-nobody';
import { grantedTwice } from './fleet/granted-twice';
import { iamMember } from './fleet/iam-member';
import { imagesDiffer } from './fleet/images-differ';
import { inconsistentService } from './fleet/inconsistent-service';
import { lateAuthority } from './fleet/late-authority';
import { membershipIssuer } from './fleet/membership-issuer';
import { membershipLocation } from './fleet/membership-location';
import { meshIdsDiffer } from './fleet/mesh-ids-differ';
import { meshNetworks } from './fleet/mesh-networks';
import { mixedTrust } from './fleet/mixed-trust';
import { namespaceMeaning } from './fleet/namespace-meaning';
import { namespaceOwner } from './fleet/namespace-owner';
import { networkOfGateway } from './fleet/network-of-gateway';
import { networks } from './fleet/networks';
import { notExported } from './fleet/not-exported';
import { oneMeshTwoFleets } from './fleet/one-mesh-two-fleets';
import { oneScope } from './fleet/one-scope';
import { placement } from './fleet/placement';
import { plainAcrossNetworks } from './fleet/plain-across-networks';
import { poolRoles } from './fleet/pool-roles';
import { principalUnknown } from './fleet/principal-unknown';
import { projectNumber } from './fleet/project-number';
import { remoteSecretCluster } from './fleet/remote-secret-cluster';
import { remoteSecretUnread } from './fleet/remote-secret-unread';
import { resourceValues } from './fleet/resource-values';
import { routesDiffer } from './fleet/routes-differ';
import { sameClusterName } from './fleet/same-cluster-name';
import { scopeLabels } from './fleet/scope-labels';
import { selectorDiffers } from './fleet/selector-differs';
import { serviceOnlyElsewhere } from './fleet/service-only-elsewhere';
import { trustDomainsDiffer } from './fleet/trust-domains-differ';
import { twoFleets } from './fleet/two-fleets';
import { twoWays } from './fleet/two-ways';
import { unknownFeature } from './fleet/unknown-feature';
import { unsupportedFeature } from './fleet/unsupported-feature';
import { workloadAccount } from './fleet/workload-account';
import { wrongPool } from './fleet/wrong-pool';
import { zonalIssuer } from './fleet/zonal-issuer';
import { certificateNames } from './gateway/certificate-names';
import { certificateOfOtherHost } from './gateway/certificate-of-other-host';
import { clientAuthorityMissing } from './gateway/client-authority-missing';
import { conflictingGateways } from './gateway/conflicting-gateways';
import { duplicateCertificate } from './gateway/duplicate-certificate';
import { hostAfterAllHosts } from './gateway/host-after-all-hosts';
import { httpRoutesOnPassthrough } from './gateway/http-routes-on-passthrough';
import { ingressBackend } from './gateway/ingress-backend';
import { invalidCredential } from './gateway/invalid-credential';
import { listenerWithoutRoute } from './gateway/listener-without-route';
import { missingCredential } from './gateway/missing-credential';
import { passthroughWithoutRoutes } from './gateway/passthrough-without-routes';
import { gatewayPortNotOnService } from './gateway/port-not-on-service';
import { portProtocolClash } from './gateway/port-protocol-clash';
import { redirectBehindBalancer } from './gateway/redirect-behind-balancer';
import { redirectWithoutHttps } from './gateway/redirect-without-https';
import { gatewayWithoutWorkload } from './gateway/selector-no-workload';
import { tlsRoutesOnTerminate } from './gateway/tls-routes-on-terminate';
import { addressNotUsable } from './gateway-api/address-not-usable';
import { backendKind as gatewayApiBackendKind } from './gateway-api/backend-kind';
import { backendName } from './gateway-api/backend-name';
import { backendNotFound } from './gateway-api/backend-not-found';
import { backendNotPermitted } from './gateway-api/backend-not-permitted';
import { backendPort } from './gateway-api/backend-port';
import { certificateNotPermitted } from './gateway-api/certificate-not-permitted';
import { featureNotReported } from './gateway-api/feature-not-reported';
import { gatewaysShareHost } from './gateway-api/gateways-share-host';
import { grantNamespace } from './gateway-api/grant-namespace';
import { grantWithoutEffect } from './gateway-api/grant-without-effect';
import { grpcOverHttp1 } from './gateway-api/grpc-over-http1';
import { inferencePoolPicker } from './gateway-api/inference-pool-picker';
import { invalidAuthority } from './gateway-api/invalid-authority';
import { invalidCertificate } from './gateway-api/invalid-certificate';
import { invalidClientCertificate } from './gateway-api/invalid-client-certificate';
import { invalidParameters } from './gateway-api/invalid-parameters';
import { invalidRouteKinds } from './gateway-api/invalid-route-kinds';
import { issuerWithoutCertificate } from './gateway-api/issuer-without-certificate';
import { listenerConflict } from './gateway-api/listener-conflict';
import { listenerSetNotAllowed } from './gateway-api/listener-set-not-allowed';
import { noMatchingListenerHostname } from './gateway-api/no-matching-listener-hostname';
import { noMatchingParent } from './gateway-api/no-matching-parent';
import { notAllowedByListeners } from './gateway-api/not-allowed-by-listeners';
import { policyAuthority } from './gateway-api/policy-authority';
import { policyConflict } from './gateway-api/policy-conflict';
import { policyIgnored } from './gateway-api/policy-ignored';
import { policyTarget } from './gateway-api/policy-target';
import { redirectToItself } from './gateway-api/redirect-to-itself';
import { routesConflict } from './gateway-api/routes-conflict';
import { sharedAddress } from './gateway-api/shared-address';
import { unknownClass } from './gateway-api/unknown-class';
import { unsupportedAddress } from './gateway-api/unsupported-address';
import { unsupportedProtocol } from './gateway-api/unsupported-protocol';
import { weightsZero } from './gateway-api/weights-zero';
import { caAddress } from './install/ca-address';
import { externalControlPlane } from './install/external-control-plane';
import { externalControlPlaneAddress } from './install/external-control-plane-address';
import { gatewayApiVersion } from './install/gateway-api-version';
import { istioCsrTrustDomain } from './install/istio-csr-trust-domain';
import { negativeCondition } from './install/negative-condition';
import { noCertificateAuthority } from './install/no-certificate-authority';
import { removedCrds } from './install/removed-crds';
import { validatingWebhook } from './install/validating-webhook';
import { webhookPort } from './install/webhook-port';
import { webhooks } from './install/webhooks';
import { asmOptions } from './managed/asm-options';
import { authoredRevision } from './managed/authored-revision';
import { canonicalService } from './managed/canonical-service';
import { configMapName } from './managed/config-map-name';
import { deprecatedManagement } from './managed/deprecated-management';
import { fieldChecks } from './managed/field-checks';
import { furtherSidecars } from './managed/further-sidecars';
import { hostNetwork } from './managed/host-network';
import { inClusterOnGke } from './managed/in-cluster-on-gke';
import { injectionTemplate } from './managed/injection-template';
import { internetGroups } from './managed/internet-groups';
import { jwksUnreachable } from './managed/jwks-unreachable';
import { manyPolicies } from './managed/many-policies';
import { meshConfigKeys } from './managed/mesh-config-keys';
import { proxyImage } from './managed/proxy-image';
import { managedRemoteSecret } from './managed/remote-secret';
import { sandbox } from './managed/sandbox';
import { traceShare } from './managed/trace-share';
import { twoInjectionLabels } from './managed/two-injection-labels';
import { unknownRevision } from './managed/unknown-revision';
import { unsupportedAnnotation } from './managed/unsupported-annotation';
import { canaryGateways } from './neighbors/canary-gateways';
import { canaryReplaces } from './neighbors/canary-replaces';
import { canaryTarget } from './neighbors/canary-target';
import { issuerMissing } from './neighbors/issuer-missing';
import { missingReference } from './neighbors/missing-reference';
import { rolloutRoutes } from './neighbors/rollout-routes';
import { rolloutSameService } from './neighbors/rollout-same-service';
import { rolloutServices } from './neighbors/rollout-services';
import { rolloutWeights } from './neighbors/rollout-weights';
import { rolloutWithoutServices } from './neighbors/rollout-without-services';
import { addIncorrectly } from './proxy/add-incorrectly';
import { conflictingSidecars } from './proxy/conflicting-sidecars';
import { extensionWithoutWorkload } from './proxy/extension-without-workload';
import { multipleDefaultSidecars } from './proxy/multiple-default-sidecars';
import { outboundMode } from './proxy/outbound-mode';
import { patchedClusterAbsent } from './proxy/patched-cluster-absent';
import { patchedPortAbsent } from './proxy/patched-port-absent';
import { patchedVirtualHostAbsent } from './proxy/patched-virtual-host-absent';
import { relativeAfterVersion } from './proxy/relative-after-version';
import { relativeOperation } from './proxy/relative-operation';
import { removeIncorrectly } from './proxy/remove-incorrectly';
import { replaceIncorrectly } from './proxy/replace-incorrectly';
import { rootSidecarSelects } from './proxy/root-sidecar';
import { sidecarInAmbient } from './proxy/sidecar-in-ambient';
import { sidecarMissingImport } from './proxy/sidecar-missing-import';
import { sidecarUnknownHost } from './proxy/sidecar-unknown-host';
import { sidecarWithoutWorkload } from './proxy/sidecar-without-workload';
import { addressesBehindGateway } from './security/addresses-behind-gateway';
import { authorizationHost } from './security/authorization-host';
import { authorizationNamespace } from './security/authorization-namespace';
import { authorizationWithoutWorkload } from './security/authorization-no-workload';
import { authorizationServicePort } from './security/authorization-service-port';
import { conflictingPeerAuthentications } from './security/conflicting-peer-authentications';
import { customProvider } from './security/custom-provider';
import { expressionValue } from './security/expression-value';
import { gatewayClosed } from './security/gateway-closed';
import { hostWithoutPort } from './security/host-without-port';
import { httpRulesOnTcp } from './security/http-on-tcp';
import { identityInPlainText } from './security/identity-in-plain-text';
import { identityWithoutMtls } from './security/identity-without-mtls';
import { ineffectiveSelector } from './security/ineffective-selector';
import { ingressToStrict } from './security/ingress-to-strict';
import { ipBlocksBehindBalancer } from './security/ip-blocks';
import { jwksFetchUnrestricted } from './security/jwks-fetch-unrestricted';
import { jwksPlainText } from './security/jwks-plain-text';
import { jwtWithoutAuthorization } from './security/jwt-without-authorization';
import { keysFromNowhere } from './security/keys-from-nowhere';
import { keysInStrictMesh } from './security/keys-in-strict-mesh';
import { midWildcard } from './security/mid-wildcard';
import { mtlsClash } from './security/mtls-clash';
import { mtlsClientsMissing } from './security/mtls-clients-missing';
import { mtlsPastSidecar } from './security/mtls-past-sidecar';
import { mtlsRefused } from './security/mtls-refused';
import { mtlsServersMissing } from './security/mtls-servers-missing';
import { mtlsServicePort } from './security/mtls-service-port';
import { mtlsWithoutProxy } from './security/mtls-without-proxy';
import { networkPolicyGateway } from './security/network-policy-gateway';
import { networkPolicyWithoutWorkload } from './security/network-policy-no-workload';
import { networkPolicyPort } from './security/network-policy-port';
import { pathSpellings } from './security/path-spellings';
import { pathWithQuery } from './security/path-with-query';
import { preflightRefused } from './security/preflight-refused';
import { principalForm } from './security/principal-form';
import { principalOfToken } from './security/principal-of-token';
import { rulesAsAlternatives } from './security/rules-as-alternatives';
import { policyWithoutWorkload } from './security/selector-no-workload';
import { severalCustomProviders } from './security/several-custom-providers';
import { targetMissing } from './security/target-missing';
import { tokenNotForwarded } from './security/token-not-forwarded';
import { tokenNotVerified } from './security/token-not-verified';
import { uncoveredWorkload } from './security/uncovered-workload';
import { unknownMethod } from './security/unknown-method';
import { unmatchedValue } from './security/unmatched-value';
import { conflictingTargetPorts } from './service/conflicting-target-ports';
import { externalNamePort } from './service/external-name-port';
import { headlessTargetPort } from './service/headless-target-port';
import { multipleProtocols } from './service/multiple-protocols';
import { portName } from './service/port-name';
import { serviceSelectsNothing } from './service/service-selects-nothing';
import { targetPortMissing } from './service/target-port-missing';
import { addressesRequired } from './service-entry/addresses-required';
import { conflictingProtocol } from './service-entry/conflicting-protocol';
import { doubleTls } from './service-entry/double-tls';
import { externalMeshPods } from './service-entry/external-mesh-pods';
import { httpEntryOnTcpPort } from './service-entry/http-entry-on-tcp-port';
import { httpOnTlsPort } from './service-entry/http-on-tls-port';
import { entryWithoutEndpoints } from './service-entry/no-endpoints';
import { orphanWorkload } from './service-entry/orphan-workload';
import { repeatedEntry } from './service-entry/repeated-host';
import { entryShadowsService } from './service-entry/shadows-service';
import { tcpEntriesClash } from './service-entry/tcp-entries-clash';
import { workloadGroupAccount } from './service-entry/workload-group-account';
import { workloadGroupLabels } from './service-entry/workload-group-labels';
import { actionConflict } from './service-routing/action-conflict';
import { affinityHash } from './service-routing/affinity-hash';
import { allowsEverybody } from './service-routing/allows-everybody';
import { authorizationValues } from './service-routing/authorization-values';
import { autonegAndBackends } from './service-routing/autoneg-and-backends';
import { backendCapacity } from './service-routing/backend-capacity';
import { backendConfigValues } from './service-routing/backend-config-values';
import { backendHealth } from './service-routing/backend-health';
import { certificatePlugin } from './service-routing/certificate-plugin';
import { computeNames } from './service-routing/compute-names';
import { connectionsOfRequests } from './service-routing/connections-of-requests';
import { duplicateHostname } from './service-routing/duplicate-hostname';
import { durationForm } from './service-routing/duration-form';
import { exclusiveBackendFeatures } from './service-routing/exclusive-backend-features';
import { exclusiveFirewallFields } from './service-routing/exclusive-firewall-fields';
import { exclusiveMatches } from './service-routing/exclusive-matches';
import { externalMesh } from './service-routing/external-mesh';
import { faultOverrides } from './service-routing/fault-overrides';
import { faultValues } from './service-routing/fault-values';
import { firewallTags } from './service-routing/firewall-tags';
import { firewallValues } from './service-routing/firewall-values';
import { gatewaysSharePort } from './service-routing/gateways-share-port';
import { gcpBackend } from './service-routing/gcp-backend';
import { globalAccess } from './service-routing/global-access';
import { grpcOnlyPolicies } from './service-routing/grpc-only-policies';
import { hashWithoutRing } from './service-routing/hash-without-ring';
import { healthCheckFirewall } from './service-routing/health-check-firewall';
import { healthCheckValues } from './service-routing/health-check-values';
import { hostnameForm } from './service-routing/hostname-form';
import { idleClientTls } from './service-routing/idle-client-tls';
import { ingressReference } from './service-routing/ingress-reference';
import { injectedProxyless } from './service-routing/injected-proxyless';
import { injectorAnnotation } from './service-routing/injector-annotation';
import { injectorConfiguration } from './service-routing/injector-configuration';
import { jsonAnnotation } from './service-routing/json-annotation';
import { loadBalancerPath } from './service-routing/load-balancer-path';
import { loadBalancingScheme } from './service-routing/load-balancing-scheme';
import { machinesElsewhere } from './service-routing/machines-elsewhere';
import { machinesOfMutualTls } from './service-routing/machines-of-mutual-tls';
import { meshClientEgress } from './service-routing/mesh-client-egress';
import { meshGatewayAddress } from './service-routing/mesh-gateway-address';
import { meshName } from './service-routing/mesh-name';
import { mirrorWeight } from './service-routing/mirror-weight';
import { missingReference as serviceRoutingMissingReference } from './service-routing/missing-reference';
import { mixedGroups } from './service-routing/mixed-groups';
import { negAnnotation } from './service-routing/neg-annotation';
import { noCertificates } from './service-routing/no-certificates';
import { nobodysIdentity } from './service-routing/nobodys-identity';
import { openTls } from './service-routing/open-tls';
import { partialWeights } from './service-routing/partial-weights';
import { gkePolicyTarget } from './service-routing/policy-target';
import { portOfMachines } from './service-routing/port-of-machines';
import { portRange } from './service-routing/port-range';
import { principalsWithoutMtls } from './service-routing/principals-without-mtls';
import { protocolOfRoute } from './service-routing/protocol-of-route';
import { proxylessBalancing } from './service-routing/proxyless-balancing';
import { redirectCode } from './service-routing/redirect-code';
import { regionalMesh } from './service-routing/regional-mesh';
import { retryValues } from './service-routing/retry-values';
import { routeWeights } from './service-routing/route-weights';
import { runServiceMesh } from './service-routing/run-service-mesh';
import { secondPolicy } from './service-routing/second-policy';
import { serverIdentity } from './service-routing/server-identity';
import { serverlessSettings } from './service-routing/serverless-settings';
import { serviceBinding } from './service-routing/service-binding';
import { sharedGroup } from './service-routing/shared-group';
import { subsetting } from './service-routing/subsetting';
import { tcpAddress } from './service-routing/tcp-address';
import { tcpRoutesCollide } from './service-routing/tcp-routes-collide';
import { unattachedRoute } from './service-routing/unattached-route';
import { unofferedLabel } from './service-routing/unoffered-label';
import { urlPaths } from './service-routing/url-paths';
import { accessLogWithoutProvider } from './telemetry/access-log-without-provider';
import { conflictingTelemetries } from './telemetry/conflicting-telemetries';
import { lightstepProvider } from './telemetry/lightstep-provider';
import { multipleDefaultTelemetries } from './telemetry/multiple-default-telemetries';
import { providerHost } from './telemetry/provider-host';
import { providerNotImported } from './telemetry/provider-not-imported';
import { providerPort } from './telemetry/provider-port';
import { telemetryWithoutWorkload } from './telemetry/telemetry-without-workload';
import { undefinedProvider } from './telemetry/undefined-provider';
import { balancingWithoutEffect } from './traffic/balancing-without-effect';
import { clientCredentialMissing } from './traffic/client-credential-missing';
import { clientFiles } from './traffic/client-files';
import { conflictingMeshHosts } from './traffic/conflicting-mesh-hosts';
import { corsAnywhere } from './traffic/cors-anywhere';
import { corsWithoutPreflight } from './traffic/cors-without-preflight';
import { delegateMissing } from './traffic/delegate';
import { delegateOutside } from './traffic/delegate-outside';
import { delegateUnused } from './traffic/delegate-unused';
import { deprecatedFields } from './traffic/deprecated-fields';
import { destinationHost } from './traffic/destination-host';
import { destinationPort } from './traffic/destination-port';
import { destinationPortRequired } from './traffic/destination-port-required';
import { destinationRuleHost } from './traffic/destination-rule-host';
import { destinationSubset } from './traffic/destination-subset';
import { duplicateSni } from './traffic/duplicate-sni';
import { exportToUnknown } from './traffic/export-to';
import { externalAuthority } from './traffic/external-authority';
import { faultWithRetry } from './traffic/fault-with-retry';
import { gatewayRouteWithoutAddress } from './traffic/gateway-route-without-address';
import { gatewayRoutesConflict } from './traffic/gateway-routes-conflict';
import { h2UpgradeExternal } from './traffic/h2-upgrade-external';
import { hashAcrossSubsets } from './traffic/hash-across-subsets';
import { headerCase } from './traffic/header-case';
import { hostNotOnGateway } from './traffic/host-not-on-gateway';
import { hostUnknown } from './traffic/host-unknown';
import { httpSettingsOnTcp } from './traffic/http-settings-on-tcp';
import { httpToTcpPort } from './traffic/http-to-tcp-port';
import { ingressRouteWithoutSubset } from './traffic/ingress-route-without-subset';
import { internalGateway } from './traffic/internal-gateway';
import { jwtClaimRouting } from './traffic/jwt-claim-routing';
import { localityWithoutOutliers } from './traffic/locality-without-outliers';
import { matchAlternatives } from './traffic/match-alternatives';
import { matchGatewayUnlisted } from './traffic/match-gateway-unlisted';
import { matchPortAbsent } from './traffic/match-port-absent';
import { matchPortUnknown } from './traffic/match-port-unknown';
import { methodCase } from './traffic/method-case';
import { noServerVerification } from './traffic/no-server-verification';
import { noServerVerificationOnPort } from './traffic/no-server-verification-on-port';
import { originForm } from './traffic/origin-form';
import { plainToTlsPort } from './traffic/plain-to-tls-port';
import { portLevelReplaces } from './traffic/port-level-replaces';
import { portLevelUnknown } from './traffic/port-level-unknown';
import { portWhereClientChooses } from './traffic/port-where-client-chooses';
import { prefixGlob } from './traffic/prefix-glob';
import { redirectLoop } from './traffic/redirect-loop';
import { redirectToSameScheme } from './traffic/redirect-to-same-scheme';
import { regexPartial } from './traffic/regex-partial';
import { repeatedDestination } from './traffic/repeated-destination';
import { retriesExceedTimeout } from './traffic/retries-exceed-timeout';
import { retriesOfUnsafe } from './traffic/retries-of-unsafe';
import { rewriteSlash } from './traffic/rewrite-slash';
import { rewriteWholePath } from './traffic/rewrite-whole-path';
import { routeKindsCollide } from './traffic/route-kinds-collide';
import { routeToNoEndpoints } from './traffic/route-to-no-endpoints';
import { routeWhereClientChooses } from './traffic/route-where-client-chooses';
import { ruleOffPath } from './traffic/rule-off-path';
import { ruleWithoutWorkload } from './traffic/rule-without-workload';
import { rulesMerge } from './traffic/rules-merge';
import { singleWeight } from './traffic/single-weight';
import { sourceMatchIgnored } from './traffic/source-match-ignored';
import { sourceWithoutClient } from './traffic/source-without-client';
import { subsetPolicyUnrouted } from './traffic/subset-policy-unrouted';
import { subsetSelectsNothing } from './traffic/subset-selects-nothing';
import { subsetWhereClientChooses } from './traffic/subset-where-client-chooses';
import { subsetWithoutLabels } from './traffic/subset-without-labels';
import { virtualServiceGateway } from './traffic/virtual-service-gateway';
import { weights } from './traffic/weights';
import { wideTlsLost } from './traffic/wide-tls-lost';
import { alphaAnnotation } from './workload/alpha-annotation';
import { deprecatedAnnotation } from './workload/deprecated-annotation';
import { hostNetworkInjected } from './workload/host-network-injected';
import { imageAutoPod } from './workload/image-auto-pod';
import { imageAutoWorkload } from './workload/image-auto-workload';
import { injectAnnotation } from './workload/inject-annotation';
import { injectionByDefault } from './workload/injection-by-default';
import { injectionDisabledWins } from './workload/injection-disabled-wins';
import { injectionLabelPlace } from './workload/injection-label-place';
import { injectionUnserved } from './workload/injection-unserved';
import { invalidAnnotation } from './workload/invalid-annotation';
import { labelValues } from './workload/label-values';
import { misplacedAnnotation } from './workload/misplaced-annotation';
import { multipleInjectionLabels } from './workload/multiple-injection-labels';
import { namespaceNotInjected } from './workload/namespace-not-injected';
import { podInjectionUnserved } from './workload/pod-injection-unserved';
import { podMissingProxy } from './workload/pod-missing-proxy';
import { probeOnStrictPort } from './workload/probe-on-strict-port';
import { proxyImageMismatch } from './workload/proxy-image';
import { proxyUid } from './workload/proxy-uid';
import { reservedPorts } from './workload/reserved-ports';
import { serviceAccountMissing } from './workload/service-account-missing';
import { unknownAnnotation } from './workload/unknown-annotation';
import type { Check } from '../engine/check';

/** Every rule, by code. */
export const RULES: readonly Check[] = [
  identityBehindWaypoint,
  mixedModes,
  networkPolicyHbone,
  networkPolicyLimits,
  networkPolicyProbes,
  policyBySelector,
  policyPastWaypoint,
  routesElsewhere,
  routesWithoutWaypoint,
  sidecarInAmbientNamespace,
  sidecarsPastWaypoint,
  sourceMatchAtWaypoint,
  targetWithoutWaypoint,
  waypointClosed,
  waypointMissing,
  waypointTraffic,
  waypointUnused,
  accountDiffers,
  accountPowers,
  authoritativePolicy,
  backendKind,
  boundScope,
  canonicalDiffers,
  clusterPool,
  dnsRecords,
  exportConflict,
  exportLocal,
  exportWithoutService,
  exportedBySome,
  globalLocation,
  googleAccountForm,
  grantToNobody,
  grantedTwice,
  iamMember,
  imagesDiffer,
  inconsistentService,
  lateAuthority,
  membershipIssuer,
  membershipLocation,
  meshIdsDiffer,
  meshNetworks,
  mixedTrust,
  namespaceMeaning,
  namespaceOwner,
  networkOfGateway,
  networks,
  notExported,
  oneMeshTwoFleets,
  oneScope,
  placement,
  plainAcrossNetworks,
  poolRoles,
  principalUnknown,
  projectNumber,
  remoteSecretCluster,
  remoteSecretUnread,
  resourceValues,
  routesDiffer,
  sameClusterName,
  scopeLabels,
  selectorDiffers,
  serviceOnlyElsewhere,
  trustDomainsDiffer,
  twoFleets,
  twoWays,
  unknownFeature,
  unsupportedFeature,
  workloadAccount,
  wrongPool,
  zonalIssuer,
  certificateNames,
  certificateOfOtherHost,
  clientAuthorityMissing,
  conflictingGateways,
  duplicateCertificate,
  hostAfterAllHosts,
  httpRoutesOnPassthrough,
  ingressBackend,
  invalidCredential,
  listenerWithoutRoute,
  missingCredential,
  passthroughWithoutRoutes,
  gatewayPortNotOnService,
  portProtocolClash,
  redirectBehindBalancer,
  redirectWithoutHttps,
  gatewayWithoutWorkload,
  tlsRoutesOnTerminate,
  addressNotUsable,
  gatewayApiBackendKind,
  backendName,
  backendNotFound,
  backendNotPermitted,
  backendPort,
  certificateNotPermitted,
  featureNotReported,
  gatewaysShareHost,
  grantNamespace,
  grantWithoutEffect,
  grpcOverHttp1,
  inferencePoolPicker,
  invalidAuthority,
  invalidCertificate,
  invalidClientCertificate,
  invalidParameters,
  invalidRouteKinds,
  issuerWithoutCertificate,
  listenerConflict,
  listenerSetNotAllowed,
  noMatchingListenerHostname,
  noMatchingParent,
  notAllowedByListeners,
  policyAuthority,
  policyConflict,
  policyIgnored,
  policyTarget,
  redirectToItself,
  routesConflict,
  sharedAddress,
  unknownClass,
  unsupportedAddress,
  unsupportedProtocol,
  weightsZero,
  caAddress,
  externalControlPlane,
  externalControlPlaneAddress,
  gatewayApiVersion,
  istioCsrTrustDomain,
  negativeCondition,
  noCertificateAuthority,
  removedCrds,
  validatingWebhook,
  webhookPort,
  webhooks,
  asmOptions,
  authoredRevision,
  canonicalService,
  configMapName,
  deprecatedManagement,
  ...fieldChecks,
  furtherSidecars,
  hostNetwork,
  inClusterOnGke,
  injectionTemplate,
  internetGroups,
  jwksUnreachable,
  manyPolicies,
  meshConfigKeys,
  proxyImage,
  managedRemoteSecret,
  sandbox,
  traceShare,
  twoInjectionLabels,
  unknownRevision,
  unsupportedAnnotation,
  canaryGateways,
  canaryReplaces,
  canaryTarget,
  issuerMissing,
  missingReference,
  rolloutRoutes,
  rolloutSameService,
  rolloutServices,
  rolloutWeights,
  rolloutWithoutServices,
  addIncorrectly,
  conflictingSidecars,
  extensionWithoutWorkload,
  multipleDefaultSidecars,
  outboundMode,
  patchedClusterAbsent,
  patchedPortAbsent,
  patchedVirtualHostAbsent,
  relativeAfterVersion,
  relativeOperation,
  removeIncorrectly,
  replaceIncorrectly,
  rootSidecarSelects,
  sidecarInAmbient,
  sidecarMissingImport,
  sidecarUnknownHost,
  sidecarWithoutWorkload,
  addressesBehindGateway,
  authorizationHost,
  authorizationNamespace,
  authorizationWithoutWorkload,
  authorizationServicePort,
  conflictingPeerAuthentications,
  customProvider,
  expressionValue,
  gatewayClosed,
  hostWithoutPort,
  httpRulesOnTcp,
  identityInPlainText,
  identityWithoutMtls,
  ineffectiveSelector,
  ingressToStrict,
  ipBlocksBehindBalancer,
  jwksFetchUnrestricted,
  jwksPlainText,
  jwtWithoutAuthorization,
  keysFromNowhere,
  keysInStrictMesh,
  midWildcard,
  mtlsClash,
  mtlsClientsMissing,
  mtlsPastSidecar,
  mtlsRefused,
  mtlsServersMissing,
  mtlsServicePort,
  mtlsWithoutProxy,
  networkPolicyGateway,
  networkPolicyWithoutWorkload,
  networkPolicyPort,
  pathSpellings,
  pathWithQuery,
  preflightRefused,
  principalForm,
  principalOfToken,
  rulesAsAlternatives,
  policyWithoutWorkload,
  severalCustomProviders,
  targetMissing,
  tokenNotForwarded,
  tokenNotVerified,
  uncoveredWorkload,
  unknownMethod,
  unmatchedValue,
  conflictingTargetPorts,
  externalNamePort,
  headlessTargetPort,
  multipleProtocols,
  portName,
  serviceSelectsNothing,
  targetPortMissing,
  addressesRequired,
  conflictingProtocol,
  doubleTls,
  externalMeshPods,
  httpEntryOnTcpPort,
  httpOnTlsPort,
  entryWithoutEndpoints,
  orphanWorkload,
  repeatedEntry,
  entryShadowsService,
  tcpEntriesClash,
  workloadGroupAccount,
  workloadGroupLabels,
  actionConflict,
  affinityHash,
  allowsEverybody,
  authorizationValues,
  autonegAndBackends,
  backendCapacity,
  backendConfigValues,
  backendHealth,
  certificatePlugin,
  computeNames,
  connectionsOfRequests,
  duplicateHostname,
  durationForm,
  exclusiveBackendFeatures,
  exclusiveFirewallFields,
  exclusiveMatches,
  externalMesh,
  faultOverrides,
  faultValues,
  firewallTags,
  firewallValues,
  gatewaysSharePort,
  gcpBackend,
  globalAccess,
  grpcOnlyPolicies,
  hashWithoutRing,
  healthCheckFirewall,
  healthCheckValues,
  hostnameForm,
  idleClientTls,
  ingressReference,
  injectedProxyless,
  injectorAnnotation,
  injectorConfiguration,
  jsonAnnotation,
  loadBalancerPath,
  loadBalancingScheme,
  machinesElsewhere,
  machinesOfMutualTls,
  meshClientEgress,
  meshGatewayAddress,
  meshName,
  mirrorWeight,
  serviceRoutingMissingReference,
  mixedGroups,
  negAnnotation,
  noCertificates,
  nobodysIdentity,
  openTls,
  partialWeights,
  gkePolicyTarget,
  portOfMachines,
  portRange,
  principalsWithoutMtls,
  protocolOfRoute,
  proxylessBalancing,
  redirectCode,
  regionalMesh,
  retryValues,
  routeWeights,
  runServiceMesh,
  secondPolicy,
  serverIdentity,
  serverlessSettings,
  serviceBinding,
  sharedGroup,
  subsetting,
  tcpAddress,
  tcpRoutesCollide,
  unattachedRoute,
  unofferedLabel,
  urlPaths,
  accessLogWithoutProvider,
  conflictingTelemetries,
  lightstepProvider,
  multipleDefaultTelemetries,
  providerHost,
  providerNotImported,
  providerPort,
  telemetryWithoutWorkload,
  undefinedProvider,
  balancingWithoutEffect,
  clientCredentialMissing,
  clientFiles,
  conflictingMeshHosts,
  corsAnywhere,
  corsWithoutPreflight,
  delegateMissing,
  delegateOutside,
  delegateUnused,
  deprecatedFields,
  destinationHost,
  destinationPort,
  destinationPortRequired,
  destinationRuleHost,
  destinationSubset,
  duplicateSni,
  exportToUnknown,
  externalAuthority,
  faultWithRetry,
  gatewayRouteWithoutAddress,
  gatewayRoutesConflict,
  h2UpgradeExternal,
  hashAcrossSubsets,
  headerCase,
  hostNotOnGateway,
  hostUnknown,
  httpSettingsOnTcp,
  httpToTcpPort,
  ingressRouteWithoutSubset,
  internalGateway,
  jwtClaimRouting,
  localityWithoutOutliers,
  matchAlternatives,
  matchGatewayUnlisted,
  matchPortAbsent,
  matchPortUnknown,
  methodCase,
  noServerVerification,
  noServerVerificationOnPort,
  originForm,
  plainToTlsPort,
  portLevelReplaces,
  portLevelUnknown,
  portWhereClientChooses,
  prefixGlob,
  redirectLoop,
  redirectToSameScheme,
  regexPartial,
  repeatedDestination,
  retriesExceedTimeout,
  retriesOfUnsafe,
  rewriteSlash,
  rewriteWholePath,
  routeKindsCollide,
  routeToNoEndpoints,
  routeWhereClientChooses,
  ruleOffPath,
  ruleWithoutWorkload,
  rulesMerge,
  singleWeight,
  sourceMatchIgnored,
  sourceWithoutClient,
  subsetPolicyUnrouted,
  subsetSelectsNothing,
  subsetWhereClientChooses,
  subsetWithoutLabels,
  virtualServiceGateway,
  weights,
  wideTlsLost,
  alphaAnnotation,
  deprecatedAnnotation,
  hostNetworkInjected,
  imageAutoPod,
  imageAutoWorkload,
  injectAnnotation,
  injectionByDefault,
  injectionDisabledWins,
  injectionLabelPlace,
  injectionUnserved,
  invalidAnnotation,
  labelValues,
  misplacedAnnotation,
  multipleInjectionLabels,
  namespaceNotInjected,
  podInjectionUnserved,
  podMissingProxy,
  probeOnStrictPort,
  proxyImageMismatch,
  proxyUid,
  reservedPorts,
  serviceAccountMissing,
  unknownAnnotation,
].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
