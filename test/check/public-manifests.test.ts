import { checkManifests } from '../../src/check/engine/run';
import { parseManifests } from '../../src/check/files/yaml';
import { Severity } from '../../src/check/finding';
import { CHECKS, LAYERS } from '../../src/check/registry';

/** The findings for a file above information, as severity, code and pointer. */
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

describe('rules that have only conditions', () => {
  test.each([
    ['a header that describes the request', '[{from: [{source: {namespaces: [edge]}}]}, {when: [{key: "request.headers[version]", values: [v1]}]}]', ['warning MESH440 /spec/rules/1']],
    ['a header by which a client shows who it is', '[{from: [{source: {namespaces: [edge]}}]}, {when: [{key: "request.headers[x-api-key]", values: [k]}]}]', []],
    ['a port', '[{from: [{source: {namespaces: [edge]}}]}, {when: [{key: destination.port, values: ["9090"]}]}]', []],
  ])('%s', (_, rules, wanted) => {
    expect(said(policy(rules)).filter((s) => s.includes('MESH440'))).toEqual(wanted);
  });
});

describe('retries and a timeout', () => {
  const service = (retries: string, timeout: string): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop, namespace: shop}
spec: {hosts: [shop], http: [{route: [{destination: {host: shop}}], timeout: ${timeout}, retries: ${retries}}]}`;
  test.each([
    ['the only retry begins in time and is cut short', '{attempts: 1, perTryTimeout: 25s}', '30s', []],
    ['the last of three has no time', '{attempts: 3, perTryTimeout: 10s}', '30s', ['warning MESH224 /spec/http/0/retries']],
  ])('%s', (_, retries, timeout, wanted) => {
    expect(said(service(retries, timeout)).filter((s) => s.includes('MESH224'))).toEqual(wanted);
  });
});

test('a patch before the router filter finds it by its old name, in any order', () => {
  const filter = `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: limits, namespace: shop}
spec:
  configPatches:
  - applyTo: HTTP_FILTER
    match: {context: SIDECAR_OUTBOUND, listener: {filterChain: {filter: {name: envoy.http_connection_manager, subFilter: {name: NAME}}}}}
    patch: {operation: INSERT_BEFORE, value: {name: f, typed_config: {'@type': type.googleapis.com/envoy.extensions.filters.http.buffer.v3.Buffer}}}`;
  expect(said(filter.replace('NAME', 'envoy.router')).filter((s) => s.includes('MESH611'))).toEqual([]);
  expect(said(filter.replace('NAME', 'shop.example')).filter((s) => s.includes('MESH611'))).toEqual(['warning MESH611 /spec/configPatches/0']);
});

describe('TLS that a gateway originates to another name', () => {
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
  test('TLS is terminated if the route leads to a Service that is an alias of the host', () => {
    expect(doubled(route('llm'))).toEqual([]);
    expect(doubled(route('shop'))).toEqual(['warning MESH247 /spec/trafficPolicy/tls']);
    expect(doubled(external)).toEqual(['warning MESH247 /spec/trafficPolicy/tls']);
  });
});

test('a policy whose only setting is misspelt is reported once', () => {
  expect(said(`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: trades, namespace: shop}
spec: {host: trades, trafficPolicy: {circuitBreaker: {consecutiveErrors: 5}}}`)).toEqual(['error MESH012 /spec/trafficPolicy/circuitBreaker']);
});

test('a waypoint that does not exist is reported once', () => {
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
  test('is dropped by the API server: a warning, or an error if the field is required', () => {
    expect(said(route(`{parentRefs: null, ${rules}}`))).toContain('warning MESH011 /spec/parentRefs');
    expect(said(route('{rules: null}'))).toEqual(expect.arrayContaining(['warning MESH011 /spec/rules', 'error MESH013 /spec']));
    expect(said(route('{rules: [null]}'))).toContain('error MESH011 /spec/rules/0');
  });
  test('is an error in an Istio resource, as in istioctl validate', () => {
    expect(said(`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart, namespace: shop}
spec: {host: cart, exportTo: null, trafficPolicy: {tls: {mode: DISABLE}}}`)).toEqual(['error MESH011 /spec/exportTo']);
  });
  test('is ignored by the validation rules of the schema', () => {
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
  const split = (host: string, subset: string, port: string | number, weight: string | number): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec: {hosts: [web.shop.svc.cluster.local], http: [{route: [
  {destination: {host: ${host}, subset: ${subset}, port: {number: ${port}}}, weight: ${weight}}, {destination: {host: web-2.shop.svc.cluster.local, port: {number: 8080}}, weight: 0}]}]}`;
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
    ['between underscores', store('__STORE__', '__TEAM_NAMESPACE__', 'x')],
    ['in capitals, in hosts, subsets, ports and weights', split('WEB_SERVICE.WEB_NAMESPACE.svc.cluster.local', 'OLD_SUBSET', 'WEB_PORT', 'OLD_SHARE')],
    ['between angle brackets in a host', split('"web.<team namespace>.svc.cluster.local"', 'v1', 8080, 100)],
  ])('%s', (_, yaml) => {
    expect(said(yaml)).toEqual([]);
  });
  test.each([
    ['a host with an underscore', split('web_app.shop.svc.cluster.local', 'v1', 8080, 100), 'error MESH101 /spec/http/0/route/0/destination/host'],
    ['a subset with an underscore', split('web.shop.svc.cluster.local', 'v_1', 8080, 100), 'error MESH112 /spec/http/0/route/0/destination/subset'],
    ['a port that is a text', split('web.shop.svc.cluster.local', 'v1', 'http', 100), 'error MESH011 /spec/http/0/route/0/destination/port/number'],
    ['a weight that is a text', split('web.shop.svc.cluster.local', 'v1', 8080, '"100"'), 'error MESH011 /spec/http/0/route/0/weight'],
    ['weights of 0', split('web.shop.svc.cluster.local', 'v1', 8080, 0), 'error MESH106 /spec/http/0/route'],
    ['a name in upper case', store('Store', 'shop', 'x'), 'error MESH020 /metadata/name'],
    ['a list that is not a placeholder', store('a', 'shop', '[shop-prod]'), 'error MESH011 /spec/provider/gcpsm/projectID'],
    ['a value of an enumeration', `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: a, namespace: b}
spec: {host: x.b.svc.cluster.local, trafficPolicy: {loadBalancer: {simple: LEAST_REQUESTS}}}`, 'error MESH014 /spec/trafficPolicy/loadBalancer/simple'],
  ])('%s is still a mistake', (_, yaml, wanted) => {
    expect(said(yaml)).toEqual([wanted]);
  });
});

describe('a policy whose workload may or may not have a sidecar', () => {
  const workload = (labels = '') => `${policy('[{from: [{source: {namespaces: [web]}}]}]')}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: shop}
spec: {selector: {matchLabels: {app: shop}}, template: {metadata: {labels: {app: shop${labels}}}, spec: {serviceAccountName: shop, containers: [{name: shop, image: shop:1}]}}}`;
  const namespace = (labels: string) => `
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {${labels}}}`;
  const withoutWorkload = (yaml: string) => said(yaml).filter((s) => s.includes('MESH401'));
  test('depends on the labels of its namespace or its pods', () => {
    expect(withoutWorkload(workload())).toEqual([]);
    expect(withoutWorkload(workload(', sidecar.istio.io/inject: "false"'))).toEqual(['warning MESH401 /spec/selector']);
    expect(withoutWorkload(workload() + namespace('team: shop'))).toEqual(['warning MESH401 /spec/selector']);
    expect(withoutWorkload(workload() + namespace('istio-injection: enabled'))).toEqual([]);
  });
});

describe('a secret of a DestinationRule that only gateways read', () => {
  const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: bank, namespace: istio-system}
spec: {host: api.bank.example, trafficPolicy: {portLevelSettings: [{port: {number: 443}, tls: {mode: MUTUAL, credentialName: bank, sni: api.bank.example}}]}}`;
  const through = (destination: string, gateways: string) => `${rule}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: bank, namespace: shop}
spec:
  hosts: [api.bank.example]
  gateways: [${gateways}]
  http:
  - {match: [{gateways: [mesh], port: 80}], route: [{destination: {host: ${destination}, port: {number: 443}}}]}
  - {match: [{gateways: [egress], port: 443}], route: [{destination: {host: api.bank.example, port: {number: 443}}}]}`;
  const inPlainText = (yaml: string) => said(yaml).filter((s) => s.includes('MESH217'));
  const warning = ['warning MESH217 /spec/trafficPolicy/portLevelSettings/0/tls'];
  test('is correct if sidecars send to the egress gateway instead', () => {
    expect(inPlainText(rule)).toEqual(warning);
    expect(inPlainText(through('egress.istio-system.svc.cluster.local', 'mesh, egress'))).toEqual([]);
    expect(inPlainText(through('api.bank.example', 'mesh, egress'))).toEqual(warning);
    expect(inPlainText(through('egress.istio-system.svc.cluster.local', 'egress'))).toEqual(warning);
  });
});

describe('protocols of listeners of other implementations', () => {
  const gateway = (gatewayClass: string, protocol: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public, namespace: gateways}
spec: {gatewayClassName: ${gatewayClass}, listeners: [{name: web, port: 80, protocol: HTTP}, {name: api, port: 9090, protocol: ${protocol}}]}`;
  test.each([
    ['cilium', 'GRPC', ['warning MESH817 /spec/listeners/1/protocol']],
    ['cilium', 'http', ['warning MESH817 /spec/listeners/1/protocol']],
    ['traefik', 'acme.example.com/quic', []],
    ['envoy', 'UDP', []],
    ['istio', 'GRPC', ['error MESH817 /spec/listeners/1/protocol']],
  ])('%s, %s', (gatewayClass, protocol, wanted) => {
    expect(said(gateway(gatewayClass, protocol)).filter((s) => s.includes('MESH817'))).toEqual(wanted);
  });
});

describe('kinds with the API group of other kinds', () => {
  const object = (apiVersion: string, kind: string) => `apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: web, namespace: shop}
spec: {targetRef: {group: "", kind: Service, name: web}}`;
  const wrong = (yaml: string) => said(yaml).filter((s) => /MESH02[45]/.test(s));
  test.each([
    ['cloud.google.com/v1', 'HealthCheckPolicy', ['error MESH024 /apiVersion']],
    ['networking.gke.io/v1', 'BackendConfig', ['error MESH024 /apiVersion']],
    ['networking.gke.io/v1', 'HealthCheckPolicy', []],
    ['cloud.google.com/v1', 'ComputeClass', []], // a kind of which no schema is stored
    ['example.com/v1', 'HealthCheckPolicy', []], // somebody else's
    ['certmanager.k8s.io/v1alpha1', 'Certificate', ['error MESH025 /apiVersion']],
  ])('%s %s', (apiVersion, kind, expected) => {
    expect(wrong(object(apiVersion, kind))).toEqual(expected);
  });
});

test('the core group has an empty name', () => {
  const authorities = (group: string) => said(`apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: web, namespace: shop}
spec:
  targetRefs: [{group: "", kind: Service, name: web}]
  validation: {hostname: web.example.com, caCertificateRefs: [{group: ${group}, kind: ConfigMap, name: ca}]}`).filter((s) => s.includes('MESH832'));
  expect(authorities('""')).toEqual([]);
  expect(authorities('core')).toEqual(['warning MESH832 /spec/validation/caCertificateRefs/0']);
  expect(authorities('apps')).toEqual([]); // an implementation's own
});
