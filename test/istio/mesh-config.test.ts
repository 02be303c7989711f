import * as fs from 'fs';
import * as path from 'path';
import { Duration } from 'cdk8s';
import { MESH_EXCEPTIONS } from './exceptions';
import { istio } from '../../src';
import { MESH_CONFIGS, MESH_NETWORKS } from './maximal/mesh';

const FIELDS = fs.readFileSync(path.join(__dirname, 'mesh-fields.txt'), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** Reads the list of fields as a tree. */
function tree(): any {
  const root = {};
  for (const field of FIELDS) {
    let node: any = root;
    field.split('/').forEach((step) => node = node[step] ??= {});
  }
  return root;
}

/** The fields that a value sets; a field that the API does not have is an error. */
function setFields(value: any, node: any, at: string, into: Set<string>): void {
  if (Object.keys(node).length === 0) {
    into.add(at);
  } else if (node['[]']) {
    value.forEach((element: any) => setFields(element, node['[]'], `${at}/[]`, into));
  } else if (node['{}']) {
    Object.values(value).forEach((element) => setFields(element, node['{}'], `${at}/{}`, into));
  } else {
    expect({ at, unknown: Object.keys(value).filter((key) => !node[key]) }).toEqual({ at, unknown: [] });
    Object.keys(value).forEach((key) => setFields(value[key], node[key], `${at}/${key}`, into));
  }
}

test('every field of MeshConfig and MeshNetworks has a typed property', () => {
  const reached = new Set<string>();
  MESH_CONFIGS.forEach((config) => setFields(istio.PlainJson.meshConfig(config), tree().MeshConfig, 'MeshConfig', reached));
  setFields(istio.PlainJson.meshNetworks(MESH_NETWORKS), tree().MeshNetworks, 'MeshNetworks', reached);
  const missing = FIELDS.filter((field) => !reached.has(field));
  expect(FIELDS.length).toBeGreaterThan(400);
  expect(missing.filter((field) => !MESH_EXCEPTIONS.some((e) => field.includes(e.part)))).toEqual([]);
  // an exception that is none any more is taken out
  expect(MESH_EXCEPTIONS.filter((e) => !missing.some((field) => field.includes(e.part)))).toEqual([]);
});

test('durations, sizes and providers are written as Istio reads them', () => {
  const otel = istio.ExtensionProvider.openTelemetry('otel', 'collector.example.com', 4317);
  expect(istio.PlainJson.meshConfig({
    connectTimeout: Duration.millis(1500),
    extensionProviders: [otel],
    defaultProviders: { tracing: [otel] },
    defaultConfig: { terminationDrainDuration: Duration.minutes(2), drainDuration: Duration.seconds(7) },
  })).toEqual({
    connectTimeout: '1.5s',
    extensionProviders: [{ name: 'otel', opentelemetry: { service: 'collector.example.com', port: 4317 } }],
    defaultProviders: { tracing: ['otel'] },
    defaultConfig: { terminationDrainDuration: '120s', drainDuration: '7s' },
  });
});

describe('an invalid setting is refused with the field', () => {
  const cases: [string, istio.MeshConfig, string][] = [
    ['a long timeout', { connectTimeout: Duration.minutes(1) }, 'connectTimeout must be at most 30 s'],
    ['two providers of one name', { extensionProviders: [istio.ExtensionProvider.prometheus('p'), istio.ExtensionProvider.prometheus('p')] }, "two extensionProviders are named 'p'"],
    ['half a second of draining', { defaultConfig: { drainDuration: Duration.millis(500) } }, 'defaultConfig.drainDuration must be whole seconds'],
    ['curves for the mesh', { meshMtls: { ecdhCurves: ['P-256'] } }, 'meshMtls does not support ecdhCurves'],
    ['two names of a workload', { defaultConfig: { serviceCluster: 'a', tracingServiceName: istio.TracingServiceName.CANONICAL_NAME_ONLY } }, 'at most one of serviceCluster, tracingServiceName'],
    ['an address without a port', { defaultConfig: { discoveryAddress: 'istiod' } }, "defaultConfig.discoveryAddress must be 'host:port'"],
    ['a share too big', { localityLb: undefined, defaultConfig: { tracing: { sampling: 120 } } }, 'defaultConfig.tracing.sampling must be a percentage'],
  ];
  test.each(cases)('%s', (_name, config, message) => {
    expect(() => istio.PlainJson.meshConfig(config)).toThrow(message);
  });

  test('a provider', () => {
    expect(() => istio.ExtensionProvider.openTelemetry('otel', 'not a host', 4317)).toThrow("ExtensionProvider: service must be a host name, or 'namespace/host', got: 'not a host'");
    expect(() => istio.ExtensionProvider.zipkin('z', 'zipkin.example.com', 0)).toThrow('ExtensionProvider: port must be a port from 1 to 65535, got: 0');
  });
});
