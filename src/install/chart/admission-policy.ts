import { Manifest } from './manifest';
import { ISTIO_API_GROUPS } from './webhooks';
import { Values } from '../values/kinds';

const KINDS = ['EnvoyFilter', 'WasmPlugin', 'ProxyConfig', 'Telemetry', 'AuthorizationPolicy'];

/** Fields of otherwise stable kinds that are not part of the stable API. */
const UNSTABLE_TELEMETRY = `!(
  variables.isTelemetry && (
    (has(object.spec.tracing) ? object.spec.tracing : {}).exists(t, has(t.useRequestIdForTraceSampling)) ||
    (has(object.spec.metrics) ? object.spec.metrics : {}).exists(m, has(m.reportingInterval)) ||
    (has(object.spec.accessLogging) ? object.spec.accessLogging : {}).exists(l, has(l.filter))
  )
)
`;
const UNSTABLE_AUTHORIZATION = `!(
  variables.isAuthorizationPolicy &&
  has(object.spec.rules) &&
  object.spec.rules.exists(r,
    has(r.from) && r.from.exists(f,
      has(f.source) && (has(f.source.trustDomains) || has(f.source.notTrustDomains))
    )
  )
)
`;

/** A policy with its binding that rejects everything outside Istio's stable API. */
export function stablePolicy(name: string, binding: string, labels: Record<string, string>, objectSelector?: Values): Manifest[] {
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name, labels },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [{ apiGroups: ISTIO_API_GROUPS, apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['*'] }],
          objectSelector,
        },
        variables: KINDS.map((kind) => ({ name: `is${kind}`, expression: `object.kind == '${kind}'` })),
        validations: [
          { expression: '!variables.isEnvoyFilter' },
          { expression: '!variables.isWasmPlugin' },
          { expression: '!variables.isProxyConfig' },
          { expression: UNSTABLE_TELEMETRY },
          { expression: UNSTABLE_AUTHORIZATION },
        ],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: binding },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ];
}
