import { managerOf as written } from '../../conformance/harness/evaluator/envoy-config';
import { recorded } from '../../conformance/harness/evaluator/recorded';
import { Traffic } from '../../src';
import { managerOf as read, type Json } from '../../src/compiled/static/routes';
import { pod, service } from '../trace/manifests';

/** Removes undefined and empty values. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, v) => (Array.isArray(v) && v.length === 0 ? undefined : v)));
const HTTP = 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

test('reading the output for a real Envoy back gives the original configuration', () => {
  const forms = recorded().map((a) => a.form);
  expect(forms.length).toBeGreaterThan(50);
  for (const { manager, routes } of forms) {
    const { typed_config: config } = written(manager, routes) as Json;
    const again = read(JSON.parse(JSON.stringify(config)), undefined as any);
    expect(plain(written(again, again.routeConfig!))).toEqual(plain(written(manager, routes)));
  }
});

describe('a pod with an Envoy whose configuration is in a ConfigMap', () => {
  const listener = (name: string, address: string, port: number, filter: object, match?: object) =>
    ({ name, address: { socket_address: { address, port_value: port } }, filter_chains: [{ ...(match && { filter_chain_match: match }), filters: [filter] }] });
  const http = (routes: object[]) => ({ typed_config: { '@type': HTTP, 'http_filters': [{ name: 'envoy.filters.http.lua' }, { name: 'envoy.filters.http.router' }], 'route_config': { name: 'r', virtual_hosts: [{ name: 'all', domains: ['*'], routes }] } } });
  const cluster = (name: string, address: string, port: number) => ({ name, type: 'STRICT_DNS', load_assignment: { endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address, port_value: port } } } }] }] } });
  const config = (more: object = {}) => ({
    node: { id: 'sidecar~web.shop' },
    static_resources: {
      listeners: [
        listener('api', '127.1.0.1', 80, http([{ match: { prefix: '/v1' }, route: { cluster: 'outbound|80||api.shop', prefix_rewrite: '/v2', timeout: '3s' } }, { match: { prefix: '/' }, direct_response: { status: 410 } }])),
        listener('inbound', '0.0.0.0', 15100, http([])),
      ],
      clusters: [cluster('outbound|80||api.shop', 'api.shop.svc.cluster.local', 8080)],
    },
    ...more,
  });
  const manifests = (envoy: object) => [
    {
      ...pod('shop', 'web', { app: 'web' }),
      spec: {
        hostAliases: [{ ip: '127.1.0.1', hostnames: ['api', 'api.shop'] }],
        containers: [{ name: 'web', image: 'web' }, { name: 'envoy', image: 'envoy', args: ['-c', '/etc/envoy/envoy.json'], volumeMounts: [{ name: 'config', mountPath: '/etc/envoy' }] }],
        volumes: [{ name: 'config', configMap: { name: 'web-envoy' } }],
      },
    },
    pod('shop', 'api', { app: 'api' }),
    pod('other', 'api', { app: 'api' }),
    service('shop', 'api', { app: 'api' }, [{ name: 'http', port: 80, targetPort: 8080 }]),
    service('other', 'api', { app: 'api' }, [{ name: 'http', port: 80, targetPort: 8080 }]),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web-envoy', namespace: 'shop' }, data: { 'envoy.json': JSON.stringify(envoy) } },
  ];
  const ask = (url: string, envoy: object = config()) => Traffic.ofManifests(manifests(envoy)).ask({ from: 'shop/web', url });

  it('is evaluated with that configuration', () => {
    expect(ask('http://api/v1/x').outcomes).toMatchObject([{ kind: 'routed', host: 'api.shop.svc.cluster.local', port: 80, workloads: ['shop/api'], path: '/v2/x', tries: 1 }]);
    expect(ask('http://api/other').outcomes).toMatchObject([{ kind: 'answered', status: 410 }]);
    expect(ask('http://api/v1').steps.at(-1)?.by).toBe('ConfigMap shop/web-envoy, /data/envoy.json');
  });

  it('sends hosts that are not in its own hosts file past the proxy', () => {
    expect(ask('http://api.other/').outcomes.map((o) => o.kind)).toEqual(['passedThrough']);
  });

  it('lists the filters that are not evaluated', () => {
    expect(ask('http://api/v1').assumptions).toEqual(['the filter envoy.filters.http.lua does not change requests (ConfigMap shop/web-envoy, /data/envoy.json)']);
  });

  it.each([
    ['a control plane', config({ dynamic_resources: { ads_config: {} } }), "its Envoy gets its configuration from a control plane that the files don't contain"],
    ['a match that is not compiled', config({ static_resources: { listeners: [listener('api', '127.1.0.1', 80, http([]), { source_ports: [1] })] } }), 'its Envoy\'s configuration is not evaluated: a filter chain must match by server_names, application_protocols or transport_protocol, got: source_ports'],
    ['a filter that is not compiled', config({ static_resources: { listeners: [listener('api', '127.1.0.1', 80, { typed_config: { '@type': 'type.googleapis.com/envoy.RedisProxy' } })] } }), 'its Envoy\'s configuration is not evaluated: a filter chain must end in an HttpConnectionManager or a TcpProxy, got: RedisProxy'],
  ])('is unknown with %s', (_, envoy, why) => {
    expect(ask('http://api/v1', envoy).outcomes.map((o) => [o.kind, o.why])).toEqual([['unknown', why]]);
  });
});

test('the configuration by Traffic Director is unknown, and not guessed from Services', () => {
  const manifests = [pod('shop', 'web', { app: 'web' }, { 'cloud.google.com/proxyMetadata': '{}' }), pod('shop', 'api', { app: 'api' }), service('shop', 'api', { app: 'api' }, [{ name: 'http', port: 80 }])];
  expect(Traffic.ofManifests(manifests).ask({ from: 'shop/web', url: 'http://api/' }).outcomes).toMatchObject([{ kind: 'unknown', why: expect.stringMatching(/ by Traffic Director/) }]);
});
