import { checkManifests } from '../../src/check/engine/run';
import { parseManifests } from '../../src/check/files/yaml';
import { Severity } from '../../src/check/finding';
import { CHECKS, LAYERS } from '../../src/check/registry';

/** What is said of a file above information, as severity, code and pointer. */
function said(yaml: string): string[] {
  const manifests = parseManifests('a.yaml', yaml, undefined, (e) => { throw e; });
  return checkManifests(manifests, {}, { checks: CHECKS, layers: LAYERS })
    .filter((f) => f.severity !== Severity.INFO).map((f) => `${f.severity} ${f.code} ${f.pointer}`);
}

const policy = (rules: string): string => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: doors, namespace: shop}
spec: {selector: {matchLabels: {app: shop}}, rules: ${rules}}`;

describe('rules that are alternatives', () => {
  test.each([
    ['paths that everybody may read, and all else with a token', '[{to: [{operation: {methods: [GET], paths: [/v1/products, /v1/search]}}]}, {from: [{source: {requestPrincipals: ["*"]}}]}]', []],
    ['clients of one issuer alone', '[{to: [{operation: {methods: [GET], paths: [/v1/products]}}]}, {from: [{source: {requestPrincipals: ["https://a.example.com/*"]}}]}]', ['warning MESH440 /spec/rules/0']],
    ['a token, and one namespace', '[{to: [{operation: {methods: [POST], paths: [/v1/orders]}}]}, {from: [{source: {requestPrincipals: ["*"]}}, {source: {namespaces: [shop]}}]}]', ['warning MESH440 /spec/rules/0']],
    ['methods without paths', '[{to: [{operation: {methods: [POST]}}]}, {from: [{source: {requestPrincipals: ["*"]}}]}]', ['warning MESH440 /spec/rules/0']],
  ])('%s', (_, rules, wanted) => {
    expect(said(policy(rules)).filter((s) => s.includes('MESH440'))).toEqual(wanted);
  });
});

describe('TLS that a gateway opens to another name', () => {
  const external = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: models, namespace: llm}
spec: {hosts: [models.example.com], location: MESH_EXTERNAL, resolution: DNS, ports: [{number: 443, name: https, protocol: HTTPS}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: models, namespace: llm}
spec: {host: models.example.com, trafficPolicy: {tls: {mode: SIMPLE, sni: models.example.com}}}
---
apiVersion: v1
kind: Service
metadata: {name: models, namespace: llm}
spec: {type: ExternalName, externalName: models.example.com, ports: [{name: https, port: 443}]}`;
  const route = (namespace: string): string => `${external}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: models, namespace: ${namespace}}
spec: {parentRefs: [{name: public, namespace: gateways}], rules: [{backendRefs: [{name: models, port: 443}]}]}`;
  const doubled = (yaml: string) => said(yaml).filter((s) => s.includes('MESH247'));
  test('a route to the Service that is another name for the host has taken TLS off', () => {
    expect(doubled(route('llm'))).toEqual([]);
    expect(doubled(route('shop'))).toEqual(['warning MESH247 /spec/trafficPolicy/tls']);
    expect(doubled(external)).toEqual(['warning MESH247 /spec/trafficPolicy/tls']);
  });
});

test('a policy whose only setting is misspelt is told once', () => {
  expect(said(`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: trades, namespace: shop}
spec: {host: trades, trafficPolicy: {circuitBreaker: {consecutiveErrors: 5}}}`)).toEqual(['error MESH012 /spec/trafficPolicy/circuitBreaker']);
});

test('a waypoint for what there is not is told once', () => {
  expect(said(`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: waypoint, namespace: shop, labels: {istio.io/waypoint-for: namespace}}
spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}`)).toEqual(['error MESH680 /metadata/labels/istio.io~1waypoint-for']);
});

describe('null in a custom resource', () => {
  const route = (spec: string): string => `apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: {name: cart, namespace: shop}
spec: ${spec}`;
  const rules = 'rules: [{backendRefs: [{name: cart, port: 80}]}]';
  test('the API server drops the field: a warning, and an error only where it is needed', () => {
    expect(said(route(`{parentRefs: null, ${rules}}`))).toContain('warning MESH011 /spec/parentRefs');
    expect(said(route('{rules: null}'))).toEqual(expect.arrayContaining(['warning MESH011 /spec/rules', 'error MESH013 /spec']));
    expect(said(route('{rules: [null]}'))).toContain('error MESH011 /spec/rules/0');
  });
  test('of Istio is an error, as its own validator of definitions has it', () => {
    expect(said(`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart, namespace: shop}
spec: {host: cart, exportTo: null, trafficPolicy: {tls: {mode: DISABLE}}}`)).toEqual(['error MESH011 /spec/exportTo']);
  });
  test('rules of the schema do not see it', () => {
    const redirect = (path: string) => said(`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: public, namespace: gateways}]
  rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https, path: ${path}}, urlRewrite: null}]}]`);
    expect(redirect('{type: ReplaceFullPath, replaceFullPath: /x, replacePrefixMatch: null}')).toEqual([
      'warning MESH011 /spec/rules/0/filters/0/requestRedirect/path/replacePrefixMatch', 'warning MESH011 /spec/rules/0/filters/0/urlRewrite',
    ]);
  });
});

describe('placeholders', () => {
  const store = (name: string, namespace: string, project: string): string => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: ${name}, namespace: ${namespace}}
spec: {provider: {gcpsm: {projectID: ${project}}}}`;
  test.each([
    ['of envsubst without braces', store('a', '$APP_NS', 'x')],
    ['between two dollars', store('test-$$name$$', 'shop', 'x')],
    ['in capitals', store('SECRET_NAME', 'shop', '[PROJECT_ID]')],
    ['between angle brackets', store('"<Name of the store>"', 'shop', 'x')],
    ['that say so', store('REPLACEME', 'shop', 'x')],
    ['that leave something out', store('a', '"..."', 'x')],
  ])('%s', (_, yaml) => {
    expect(said(yaml)).toEqual([]);
  });
  test.each([
    ['a name in upper case', store('Store', 'shop', 'x'), 'error MESH020 /metadata/name'],
    ['a list that is not a placeholder', store('a', 'shop', '[shop-prod]'), 'error MESH011 /spec/provider/gcpsm/projectID'],
    ['a value of an enumeration', `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: a, namespace: b}
spec: {host: x.b.svc.cluster.local, trafficPolicy: {loadBalancer: {simple: LEAST_REQUESTS}}}`, 'error MESH014 /spec/trafficPolicy/loadBalancer/simple'],
  ])('%s is a mistake as before', (_, yaml, wanted) => {
    expect(said(yaml)).toEqual([wanted]);
  });
});
