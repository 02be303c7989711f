import * as fs from 'fs';
import * as path from 'path';
import { Chart, Duration, Testing } from 'cdk8s';
import {
  Certificate, ClientAuth, ControlPlane, GatewayApiChannel, GatewayImplementation, HttpMatch, HttpMethod, IngressGateway, Listener, ListenerSet, Mesh, MeshService, MutualTls, OutboundTraffic, ServicePort, Source,
  TrafficApi, UpstreamTls, type ExistingControlPlaneProps, type GatewayApiControlPlaneProps, type MeshProps,
} from '../../src';
import { reportedFeature as has } from '../../src/capability/reports/model';
import { needsOf } from '../../src/capability/reports/needs';
import { reportOf, reports } from '../../src/capability/reports/reports';
import { gatewayApiPage } from '../../tools/docs/gateway-api';

const PLAIN: MeshProps = { mtls: MutualTls.PERMISSIVE, denyByDefault: false, scopeSidecars: false, outbound: OutboundTraffic.ALLOW_ANY };

function world(controlPlane: ControlPlane, props: MeshProps = PLAIN) {
  const app = Testing.app();
  const mesh = new Mesh(app, 'mesh', { ...props, controlPlane });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)] });
  return { app, mesh, chart, web };
}
const edgeOf = (gatewayImplementation: GatewayImplementation, more: ExistingControlPlaneProps = {}, props: MeshProps = PLAIN) =>
  world(ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API, gatewayImplementation, ...more }), props);
const meshOf = (props: GatewayApiControlPlaneProps, more: MeshProps = PLAIN) => world(ControlPlane.gatewayApi(props), more);
const of = (chart: Chart, kind: string) => chart.toJson().filter((o: any) => o.kind === kind);

describe('reports', () => {
  test('each names the Gateway API release of its tests, and only existing features', () => {
    const { source, features, implementations } = reports();
    expect(source.sum).toMatch(/^h1:/);
    for (const list of Object.values(implementations)) {
      for (const r of list) {
        expect(r.api).toMatch(/^v1\.\d+\.\d+/);
        for (const p of Object.values(r.profiles)) {
          expect(['success', 'partial', 'failure']).toContain(p.core);
          expect([...p.yes, ...p.no].every((i) => features[i] !== undefined)).toBe(true);
        }
      }
    }
  });

  test('without a version the newest report is used; otherwise the report of the version, or the newest one before it', () => {
    expect(reportOf('istio/istio', undefined, false)!.version).toBe('1.31');
    expect(reportOf('istio/istio', '1.27.3', true)!.version).toBe('1.26.1');
    expect(reportOf('gke/gke-gateway', '1.34', false)!.version).toBe('1.34.4-gke.1047000');
    expect(reportOf('gke/gke-gateway', '9.0', false)!.version).toBe('1.36.2-gke.2154000');
    expect(() => reportOf('kumahq/kuma', '1.0', false)).toThrow(/no conformance report of kumahq\/kuma covers version 1.0 or earlier/);
    expect(reportOf('google/cloud-service-mesh', undefined, false)).toBeUndefined();
  });

  test('for one version, the report of the channel in use is chosen', () => {
    expect(reportOf('cilium/cilium', '1.20', true)!.channel).toBe('experimental');
    expect(reportOf('cilium/cilium', '1.20', false)!.channel).toBe('standard');
  });

  test('a report may list a feature as supported, as unsupported, or not at all', () => {
    const gke = reportOf('gke/gke-gateway', undefined, false)!;
    expect(has(gke, 'GATEWAY-HTTP', 'HTTPRouteHostRewrite')).toBe(true);
    expect(has(gke, 'GATEWAY-HTTP', 'HTTPRouteRequestTimeout')).toBe(false);
    expect(has(gke, 'GATEWAY-GRPC', 'ListenerSet')).toBeUndefined();
  });
});

test('the features that a route needs are derived from the route', () => {
  const needs = needsOf('HTTPRoute', {
    rules: [{
      name: 'a',
      matches: [{ method: 'GET', path: { type: 'RegularExpression', value: 'a+' }, queryParams: [{ name: 'q', value: '1' }] }],
      filters: [
        { requestRedirect: { scheme: 'https', port: 8443, path: {}, statusCode: 308 } }, { urlRewrite: { hostname: 'x', path: {} } }, { cors: {} }, { responseHeaderModifier: {} },
        { requestMirror: { percent: 5 } }, { requestMirror: {} },
      ],
      timeouts: { request: '1s', backendRequest: '1s' },
      retry: {},
      backendRefs: [{ filters: [{ type: 'RequestHeaderModifier' }, { type: 'ResponseHeaderModifier' }] }],
    }],
  }, false);
  expect(needs.map((n) => n.features[0])).toEqual([
    'HTTPRouteNamedRouteRule', 'HTTPRouteMethodMatching', 'HTTPRouteQueryParamMatching', 'RegularExpression', 'HTTPRouteRequestMultipleMirrors', 'HTTPRouteSchemeRedirect',
    'HTTPRoutePortRedirect', 'HTTPRoutePathRedirect', 'HTTPRoute308RedirectStatusCode', 'HTTPRouteHostRewrite', 'HTTPRoutePathRewrite', 'HTTPRouteCORS',
    'HTTPRouteResponseHeaderModification', 'HTTPRouteRequestMirror', 'HTTPRouteRequestPercentageMirror', 'HTTPRouteRequestTimeout', 'HTTPRouteBackendTimeout', 'HTTPRouteRetry',
    'HTTPRouteBackendRequestHeaderModification', 'HTTPRouteBackendResponseHeaderModifier',
  ]);
  expect(needsOf('HTTPRoute', { rules: [{ filters: [{ requestRedirect: { statusCode: 301, hostname: 'x' } }, { requestHeaderModifier: {} }] }] }, false)).toEqual([]);
});

describe('gateways of another implementation, in Istio\'s mesh', () => {
  const routed = (to: ReturnType<typeof edgeOf>) => {
    const edge = new IngressGateway(to.chart, 'edge');
    return { ...to, edge, listener: edge.addListener(Listener.http({ hosts: ['shop.example.com'] })) };
  };

  test('the Gateway has its class, is in the namespace of its routes, and has no address of Istio\'s pods', () => {
    const { app, chart, web, listener } = routed(edgeOf(GatewayImplementation.gke()));
    listener.route(web);
    app.synth();
    expect(of(chart, 'Gateway').map((g: any) => [g.metadata.namespace, g.spec.gatewayClassName, g.spec.addresses])).toEqual([['shop', 'gke-l7-global-external-managed', undefined]]);
    expect(of(chart, 'HTTPRoute')[0].spec.parentRefs).toEqual([{ name: 'edge', sectionName: 'http-80' }]);
  });

  test('a feature that its report denies is an error that names the route, the feature and the report', () => {
    const { app, web, listener } = routed(edgeOf(GatewayImplementation.gke()));
    listener.addRule({ matches: [HttpMatch.conditions({ method: HttpMethod.GET })], to: [web], timeout: Duration.seconds(1) });
    expect(() => app.synth()).toThrow(
      'HTTPRoute shop/edge-http-80 needs HTTPRouteRequestTimeout (at /spec/rules/0/timeouts/request), which it does not support according to the conformance report of GKE Gateway 1.36.2-gke.2154000 '
      + 'for Gateway API v1.6.0; remove it, or, for a version that supports it, declare its features with supports: [\'HTTPRouteRequestTimeout\']',
    );
    expect(() => app.synth()).toThrow(/needs HTTPRouteMethodMatching/);
  });

  test('rules of services are not checked against the report, as Istio implements them', () => {
    const { app, web } = edgeOf(GatewayImplementation.gke());
    web.addRule({ timeout: Duration.seconds(1) });
    app.synth();
  });

  test('services behind the gateway must accept callers without a mesh identity', () => {
    const strict = routed(edgeOf(GatewayImplementation.envoyGateway(), {}, {}));
    strict.listener.route(strict.web);
    expect(() => strict.app.synth()).toThrow(/shop\/edge: it routes to service 'shop\/web' from outside the mesh[^]*accepts mutual TLS only[^]*accepts declared callers only/);
    const open = routed(edgeOf(GatewayImplementation.envoyGateway(), {}, { mtls: MutualTls.PERMISSIVE }));
    open.listener.route(open.web);
    open.web.allow({ from: [Source.ipBlocks('10.0.0.0/8')] });
    open.app.synth();
  });

  test('UDPRoute is used if the implementation supports it, which Istio does not', () => {
    const play = (by: GatewayImplementation) => {
      const to = routed(edgeOf(by));
      const dns = new MeshService(to.chart, 'dns', { ports: [ServicePort.udp(53)] });
      to.listener.route(to.web);
      to.edge.addListener(Listener.udp({ port: 53 })).route(dns);
      return to;
    };
    const { app, chart } = play(GatewayImplementation.cilium());
    app.synth();
    expect(of(chart, 'Gateway')[0].spec.listeners[1]).toEqual({ name: 'udp-53', port: 53, protocol: 'UDP', allowedRoutes: { namespaces: { from: 'Same' } } });
    expect(of(chart, 'UDPRoute')[0].spec).toEqual({ parentRefs: [{ name: 'edge', sectionName: 'udp-53' }], rules: [{ backendRefs: [{ name: 'dns', port: 53 }] }] });
    expect(() => play(GatewayImplementation.istio()).app.synth()).toThrow(/shop\/edge\/udp-53: UDP \(listener-udp\) is not supported on plane 'gateway-api'; closest alternative: UDPRoute, if an implementation other/);
    expect(() => play(GatewayImplementation.envoyGateway()).app.synth()).toThrow(/UDPRoute shop\/edge-udp-53 needs GATEWAY-UDP [^]*report of Envoy Gateway v1.9.0 [^]*supports: \['GATEWAY-UDP'\]/);
    play(GatewayImplementation.envoyGateway({ supports: ['GATEWAY-UDP'] })).app.synth();
  });

  test('UDP routes need UDP ports, and can share a port number with TCP', () => {
    const { web, edge } = routed(edgeOf(GatewayImplementation.envoyGateway()));
    const udp = edge.addListener(Listener.udp({ port: 80 }));
    expect(() => udp.route(web)).toThrow(/port 80 of service 'web' uses http, not UDP; route to a ServicePort\.udp/);
    expect(() => udp.addTcpRule([web])).toThrow(/on a udp listener the proxy does not handle connections as TCP; use addUdpRule/);
    expect(() => edge.addListener(Listener.udp({ port: 80 }))).toThrow(/port 80 is already used by udp listener/);
  });

  test('a listener set needs an implementation that supports it', () => {
    const { app, chart, web, edge, listener } = routed(edgeOf(GatewayImplementation.gke()));
    listener.route(web);
    new ListenerSet(chart, 'own', { gateway: edge }).addListener(Listener.http({ hosts: ['team.example.com'] })).route(web);
    expect(() => app.synth()).toThrow(/ListenerSet shop\/own needs ListenerSet \(at \/spec\/parentRef\), which it does not support according to the conformance report of GKE Gateway/);
  });

  test('an older Istio is checked against its own report', () => {
    const old = routed(edgeOf(GatewayImplementation.istio({ version: '1.26.2' })));
    old.listener.route(old.web);
    new ListenerSet(old.chart, 'own', { gateway: old.edge }).addListener(Listener.http({ hosts: ['team.example.com'] })).route(old.web);
    expect(() => old.app.synth()).toThrow(/ListenerSet shop\/own needs ListenerSet[^]*conformance report of Istio 1.26.1 for Gateway API v1.3.0/);
  });
});

describe('a mesh without Istio\'s API', () => {
  test('writes Services and routes, and enrolls pods in its mesh', () => {
    const { app, chart, web } = meshOf({ mesh: GatewayImplementation.linkerd() });
    const [v1, v2] = ['v1', 'v2'].map((v) => web.addVersion(v, { image: `web:${v}` }));
    web.split(v1.weight(9), v2.weight(1));
    app.synth();
    const namespace = of(chart, 'Namespace')[0].metadata;
    expect([namespace.annotations, namespace.labels]).toEqual([{ 'linkerd.io/inject': 'enabled' }, undefined]);
    expect([...new Set(app.charts.flatMap((c) => c.toJson()).map((o: any) => o.kind))].sort()).toEqual(['Deployment', 'HTTPRoute', 'Namespace', 'Service', 'ServiceAccount']);
  });

  test('defaults that need Istio\'s API are errors until they are disabled', () => {
    const { app } = meshOf({ mesh: GatewayImplementation.linkerd() }, {});
    expect(() => app.synth()).toThrow(/deny by default \(deny-by-default\)[^]*closest alternative: denyByDefault: false/);
    expect(() => app.synth()).toThrow(/closest alternative: mtls: MutualTls.PERMISSIVE/);
  });

  test('features without a mesh conformance test must be declared', () => {
    const timed = (mesh: GatewayImplementation) => {
      const to = meshOf({ mesh });
      to.web.addRule({ timeout: Duration.seconds(1) });
      return to.app;
    };
    expect(() => timed(GatewayImplementation.linkerd()).synth()).toThrow(/HTTPRoute shop\/web needs HTTPRouteRequestTimeout .* and the conformance report of Linkerd 2.20 .* does not show that it supports it/);
    expect(() => timed(GatewayImplementation.kuma()).synth()).toThrow(/which it does not support according to the conformance report of Kuma 2.6.0 for Gateway API v1.0.0/);
    expect(() => timed(GatewayImplementation.cloudServiceMesh()).synth()).toThrow(/and no conformance report of Cloud Service Mesh/);
    timed(GatewayImplementation.linkerd({ supports: ['HTTPRouteRequestTimeout'] })).synth();
  });

  test('a feature may be declared by its name in mesh reports', () => {
    const { app, web } = meshOf({ mesh: GatewayImplementation.cilium() });
    web.addRule({ matches: [HttpMatch.prefix('/a')], rewrite: { path: '/b' } });
    app.synth();
  });

  test('TLS to a service needs a BackendTLSPolicy', () => {
    const play = (tls: UpstreamTls) => {
      const to = meshOf({ mesh: GatewayImplementation.cilium(), gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL });
      to.web.policy({ tls });
      return to;
    };
    expect(() => play(UpstreamTls.simple({ caFile: '/ca.pem' })).app.synth()).toThrow(/its TLS settings can't be expressed in a BackendTLSPolicy/);
    expect(() => play(UpstreamTls.simple({ caSecret: 'ca' })).app.synth()).toThrow(/upstream-tls-secret/);
    expect(of(play(UpstreamTls.simple({ caConfigMap: 'ca', sni: 'web.example' })).chart, 'BackendTLSPolicy')).toHaveLength(1);
  });

  test('a mesh without gateways needs another implementation for them', () => {
    const play = (gatewayImplementation?: GatewayImplementation) => {
      const { app, chart, web } = meshOf({ mesh: GatewayImplementation.linkerd(), gatewayImplementation });
      new IngressGateway(chart, 'edge').addListener(Listener.http({ hosts: ['a.example.com'] })).route(web);
      return app;
    };
    expect(() => play().synth()).toThrow(/shop\/edge: Linkerd has no known GatewayClass; set className, or gatewayImplementation/);
    play(GatewayImplementation.envoyGateway()).synth();
  });
});

test('an invalid implementation is refused by the call that sets it', () => {
  expect(() => GatewayImplementation.custom('traefik')).toThrow(/GatewayImplementation\.custom: no Gateway API conformance report is known for an implementation 'traefik'; use one of/);
  expect(() => GatewayImplementation.gke({ supports: ['timeouts'] })).toThrow(/each supported feature of GKE Gateway must be the name of a Gateway API feature, such as 'HTTPRouteRequestTimeout', got: 'timeouts'/);
  expect(() => GatewayImplementation.kuma({ version: '1.0' })).toThrow(/covers version 1.0 or earlier/);
  expect(() => ControlPlane.gatewayApi({ mesh: GatewayImplementation.istio() })).toThrow(/use ControlPlane.existing/);
  expect(() => ControlPlane.existing({ gatewayImplementation: GatewayImplementation.gke() })).toThrow(/only with trafficApi: TrafficApi.GATEWAY_API/);
});

test('the page about implementations is up to date', () => {
  expect(fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'gateway-api.md'), 'utf8')).toBe(gatewayApiPage());
});

describe('certificates of clients at Gateways of another implementation', () => {
  const https = (name: string, more: object = {}) => Listener.https({ hosts: [`${name}.example.com`], certificate: Certificate.fromSecret(name), clientAuth: ClientAuth.REQUIRED, ...more });
  const edge = (by: GatewayImplementation, ...listeners: Listener[]) => {
    const to = edgeOf(by);
    const gateway = new IngressGateway(to.chart, 'edge');
    listeners.forEach((l) => gateway.addListener(l).route(to.web));
    return { ...to, gateway };
  };

  test('are requested per port, with the CA of a ConfigMap, without an option of Istio', () => {
    const { app, chart } = edge(GatewayImplementation.envoyGateway(), https('a', { clientCaConfigMap: 'clients' }), https('b', { clientCaConfigMap: 'clients' }), https('c', { port: 8443, clientAuth: ClientAuth.NONE }));
    app.synth();
    const [{ spec }] = of(chart, 'Gateway');
    expect(spec.tls).toEqual({ frontend: { default: {}, perPort: [{ port: 443, tls: { validation: { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'clients' }] } } }] } });
    expect(spec.listeners[0].tls).toEqual({ mode: 'Terminate', certificateRefs: [{ name: 'a' }] });
  });

  test.each([
    ['without a ConfigMap', [https('a')], /shop\/edge\/\S+: Gateway API takes the CA of clients' certificates from a ConfigMap with the key ca.crt.*clientCaConfigMap/],
    ['of two CAs on one port', [https('a', { clientCaConfigMap: 'x' }), https('b', { name: 'b', clientCaConfigMap: 'y' })], /one client CA for all of port 443.*has a different one/],
    ['beside clients without one', [https('a', { clientCaConfigMap: 'x' }), https('b', { name: 'b', clientAuth: ClientAuth.NONE })], /on the same port requests no client certificates/],
    ['that may be missing', [https('a', { clientAuth: ClientAuth.OPTIONAL, clientCaConfigMap: 'x' })], /AllowInsecureFallback accepts invalid certificates too/],
  ])('%s are an error', (_, listeners, message) => {
    expect(() => edge(GatewayImplementation.envoyGateway(), ...listeners).app.synth()).toThrow(message);
  });

  test('are an error if the report denies the feature, on Istio\'s gateways from a ConfigMap, in a listener set, and without listeners that need them', () => {
    expect(() => edge(GatewayImplementation.cilium(), https('a', { clientCaConfigMap: 'x' })).app.synth()).toThrow(/needs GatewayFrontendClientCertificateValidation \(at \/spec\/tls\/frontend\), which it does not support according to/);
    expect(() => edge(GatewayImplementation.istio(), https('a', { clientCaConfigMap: 'x' })).app.synth()).toThrow(/\(client-ca-config-map\) is not supported on plane 'gateway-api'/);
    const { app, chart, web, gateway } = edge(GatewayImplementation.envoyGateway());
    new ListenerSet(chart, 'own', { gateway }).addListener(https('a', { clientCaConfigMap: 'x' })).route(web);
    expect(() => app.synth()).toThrow(/clientAuth is not supported on a ListenerSet/);
    const shared = edge(GatewayImplementation.envoyGateway(), https('a', { clientCaConfigMap: 'x' }));
    new ListenerSet(shared.chart, 'own', { gateway: shared.gateway }).addListener(https('b', { name: 'b', clientAuth: ClientAuth.NONE })).route(shared.web);
    expect(() => shared.app.synth()).toThrow(/'shop\/own\/b' on the same port requests no client certificates/);
    expect(() => https('a', { clientAuth: ClientAuth.NONE, clientCaConfigMap: 'x' })).toThrow(/which the listener does not request; set clientAuth too/);
  });
});

describe('protocols of ports', () => {
  const ports = [ServicePort.grpc(9080), ServicePort.http2(81, { name: 'streams' }), ServicePort.http(80), ServicePort.tcp(5432)];
  const said = ({ chart }: { readonly chart: Chart }) => {
    new MeshService(chart, 'api', { ports }).addVersion('v1', { image: 'api:1' });
    return of(chart, 'Service').filter((s: any) => s.metadata.name.startsWith('api')).map((s: any) => s.spec.ports.map((p: any) => p.appProtocol));
  };

  test('are set in Gateway API terms if other implementations call the backends: plaintext HTTP/2 for the service and its versions', () => {
    const h2c = 'kubernetes.io/h2c';
    const expected = [[h2c, h2c, undefined, undefined], [h2c, h2c, undefined, undefined]];
    expect(said(edgeOf(GatewayImplementation.envoyGateway()))).toEqual(expected);
    expect(said(meshOf({ mesh: GatewayImplementation.linkerd() }))).toEqual(expected);
  });

  test('come from the port names on Istio, if the names declare them', () => {
    expect(said(edgeOf(GatewayImplementation.istio()))).toEqual([[undefined, 'http2', undefined, undefined], [undefined, 'http2', undefined, undefined]]);
  });
});
