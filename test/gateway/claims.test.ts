import {
  Certificate, ControlPlane, EgressGateway, ExternalService, GatewayWorkload, HttpMatch, IngressGateway, Listener, MeshService, Resolution, ServicePort, Source, StringMatch, TrafficApi,
} from '../../src';
import { aMesh, find, has } from '../fixture';

const TOKEN = { issuer: 'https://id.example', jwksUri: 'https://id.example/keys' };
const GATEWAY_API = { controlPlane: ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }) };

function shop(props = {}) {
  const { app, mesh, chart } = aMesh(props);
  const [a, b] = ['a', 'b'].map((id) => new MeshService(chart, id, { ports: [ServicePort.http(80, { targetPort: 8080 })] }));
  return { app, mesh, chart, a, b };
}

describe('token claims', () => {
  test('match requests at a gateway, together with paths and the rules of the service', () => {
    const { chart, a, b } = shop();
    const edge = new IngressGateway(chart, 'edge');
    edge.requireJwt(TOKEN);
    const https = edge.addListener(Listener.https({ hosts: ['a.example.com'], certificate: Certificate.fromSecret('cert') }));
    a.addRule({ matches: [HttpMatch.header('x-beta', 'yes')], to: [b] });
    https.addRule({ matches: [HttpMatch.claim('groups', 'admin').and(HttpMatch.prefix('/x'))], to: [a] });
    https.addRule({ matches: [HttpMatch.conditions({ claims: { 'realm.roles': StringMatch.prefix('dev'), 'https://id.example/team': StringMatch.exact('core') } })], to: [b] });
    https.route(b);
    const { http } = find(chart, 'VirtualService', 'edge-a-example-com').spec;
    const headers = http.map((r: any) => r.match?.[0].headers);
    expect(headers).toEqual([
      { '@request.auth.claims.groups': { exact: 'admin' }, 'x-beta': { exact: 'yes' } },
      { '@request.auth.claims.groups': { exact: 'admin' } },
      { '@request.auth.claims.realm.roles': { prefix: 'dev' }, '@request.auth.claims[https://id.example/team]': { exact: 'core' } },
      undefined,
    ]);
  });

  test('restrict access, at services and at gateways', () => {
    const { chart, a } = shop();
    a.requireJwt(TOKEN);
    a.deny({ claims: { groups: ['guest', 'bot'] } });
    a.allow({ claims: { 'realm.roles': ['dev'] }, from: [Source.namespace('ops')] });
    expect(find(chart, 'AuthorizationPolicy', 'a-deny').spec.rules).toEqual([{ to: [{ operation: { ports: ['8080'] } }], when: [{ key: 'request.auth.claims[groups]', values: ['guest', 'bot'] }] }]);
    expect(find(chart, 'AuthorizationPolicy', 'a-allow').spec.rules).toEqual([{ from: [{ source: { namespaces: ['ops'] } }], when: [{ key: 'request.auth.claims[realm][roles]', values: ['dev'] }] }]);
  });

  test('are refused where they can\'t be matched', () => {
    const { chart, a, b } = shop();
    expect(() => a.addRule({ matches: [HttpMatch.claim('groups', 'admin')], to: [b] })).toThrow(/a rule of service 'shop\/a': token claims can be matched at gateways only; put the rule on a gateway's listener/);
    expect(has(chart, 'VirtualService', 'a')).toBe(false);
    expect(() => a.deny({ claims: { groups: [] } })).toThrow(/each claim must have a non-empty name and at least one non-empty value, got: 'groups' with ''/);
    expect(() => new MeshService(chart, 'db', { ports: [ServicePort.tcp(5432)] }).deny({ claims: { groups: ['x'] } })).toThrow(/claims can be matched on HTTP ports only/);

    const other = shop(GATEWAY_API);
    new IngressGateway(other.chart, 'edge').addListener(Listener.http({ hosts: ['a.example.com'] })).addRule({ matches: [HttpMatch.claim('groups', 'admin')], to: [other.a] });
    expect(() => other.app.synthYaml()).toThrow(/token claim, at a gateway.*claimsToHeaders/);
  });
});

describe('a dry run', () => {
  test('is a separate policy that denies nothing', () => {
    const { chart, a } = shop();
    a.deny({ paths: ['/admin'], dryRun: true });
    a.deny({ paths: ['/debug'] });
    a.allow({ from: [Source.namespace('foo')], dryRun: true });
    expect(find(chart, 'AuthorizationPolicy', 'a-deny-dry-run')).toMatchObject({ metadata: { annotations: { 'istio.io/dry-run': 'true' } }, spec: { action: 'DENY', rules: [{ to: [{ operation: { paths: ['/admin'] } }] }] } });
    expect(find(chart, 'AuthorizationPolicy', 'a-allow-dry-run').metadata.annotations).toEqual({ 'istio.io/dry-run': 'true' });
    const real = find(chart, 'AuthorizationPolicy', 'a-deny');
    expect(real.metadata.annotations).toBeUndefined();
    expect(real.spec.rules).toMatchObject([{ to: [{ operation: { paths: ['/debug'] } }] }]);
    expect(has(chart, 'AuthorizationPolicy', 'a-allow')).toBe(false);
  });

  test('is refused for rules without dry run support', () => {
    const { chart, a } = shop();
    expect(() => a.authorizeWith('opa', { dryRun: true })).toThrow(/dryRun is supported only for allow and deny rules of services; remove dryRun/);
    expect(() => new IngressGateway(chart, 'edge').deny({ paths: ['/x'], dryRun: true })).toThrow(/remove dryRun/);
  });
});

describe('proxies of a gateway, by how they were installed', () => {
  test.each<[string, GatewayWorkload, object, string, string]>([
    ['istioctl', GatewayWorkload.istioctl(), { istio: 'ingressgateway' }, 'istio-system/sa/istio-ingressgateway-service-account', '8080'],
    ['helm', GatewayWorkload.helm('istio-ingress'), { app: 'istio-ingress', istio: 'ingress' }, 'istio-ingress/sa/istio-ingress', '80'],
    ['helm, of another name', GatewayWorkload.helm('edge', 'gateways'), { app: 'edge', istio: 'edge' }, 'gateways/sa/edge', '80'],
    ['Google', GatewayWorkload.google('gateways'), { app: 'istio-ingressgateway', istio: 'ingressgateway' }, 'gateways/sa/istio-ingressgateway', '8080'],
  ])('%s', (_name, workload, labels, principal) => {
    const { chart, a } = shop();
    const edge = new IngressGateway(chart, 'edge', { workload });
    edge.addListener(Listener.http({ hosts: ['a.example.com'] })).route(a);
    expect(find(chart, 'Gateway', 'edge').spec.selector).toEqual(labels);
    expect(JSON.stringify(find(chart, 'AuthorizationPolicy', 'a-allow').spec)).toContain(`cluster.local/ns/${principal}`);
  });

  test('istioctl, egress', () => {
    const { chart, a } = shop();
    a.calls(new ExternalService(chart, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.tls(443)], resolution: Resolution.DNS, via: new EgressGateway(chart, 'out', { workload: GatewayWorkload.istioctl() }) }));
    expect(find(chart, 'Gateway', 'bank-egress').spec.selector).toEqual({ istio: 'egressgateway' });
    expect(find(chart, 'DestinationRule', 'bank-egress').spec.host).toBe('istio-egressgateway.istio-system.svc.cluster.local');
  });

  test('are deployed by istiod for a Gateway of Gateway API, in the gateway\'s namespace', () => {
    const { chart, a } = shop(GATEWAY_API);
    const edge = new IngressGateway(chart, 'edge', { workload: GatewayWorkload.automatic() });
    edge.addListener(Listener.http({ hosts: ['a.example.com'] })).route(a);
    const gateway = find(chart, 'Gateway', 'edge');
    expect(gateway.metadata.namespace).toBe('shop');
    expect(gateway.spec).toMatchObject({ gatewayClassName: 'istio', listeners: [{ port: 80, allowedRoutes: { namespaces: { from: 'Same' } } }] });
    expect(gateway.spec.addresses).toBeUndefined();
    expect(edge.identity.serviceAccount).toBe('edge-istio');
    expect(find(chart, 'AuthorizationPolicy', 'edge-allow').spec.selector.matchLabels).toEqual({ 'gateway.networking.k8s.io/gateway-name': 'edge' });
    expect(() => new IngressGateway(shop().chart, 'edge', { workload: GatewayWorkload.automatic() })).toThrow(/istiod deploys proxies for ingress gateways of Gateway API only/);
  });
});

