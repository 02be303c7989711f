import { ApiObject, App, Chart, Duration, JsonPatch, Testing } from 'cdk8s';
import { digests, recorded, suiteCases } from './suite';
import { install } from '../../src';
import { codecs, Mapping, toProps, toValues } from '../../src/install/props/mapping';
import { BASE, CNI, GATEWAY, ISTIOD, ZTUNNEL } from '../../src/install/props/tables';
import { Chart as ChartName, releaseOf } from '../../src/install/values/charts';
import { initialValues, isMap, Values } from '../../src/install/values/kinds';
import { mergeValues } from '../../src/install/values/merge';

const MAPPINGS: Record<string, Mapping> = { base: BASE, istiod: ISTIOD, gateway: GATEWAY, cni: CNI, ztunnel: ZTUNNEL };
/** The charts refer to the images of a build; the constructs to those of a release. */
const BUILD = { hub: 'registry.istio.io/testing', tag: 'latest' };

function parts(chart: ChartName, name: string, values: Values, where: { namespace: string; upgrade: boolean }): install.IstioPart {
  const scope = new Chart(new App(), 'chart', { namespace: 'elsewhere' });
  if (chart === 'default') return new install.DefaultRevision(scope, name, { ...where, values });
  const props: any = { ...toProps(MAPPINGS[chart], values), ...where };
  switch (chart) {
    case 'base': return new install.IstioBase(scope, name, props);
    case 'gateway': return new install.IstioGateway(scope, name, props);
    case 'istiod': return new install.Istiod(scope, name, { ...props, images: { ...BUILD, ...props.images } });
    case 'cni': return new install.IstioCni(scope, name, { ...props, images: { ...BUILD, ...props.images } });
    case 'ztunnel': return new install.Ztunnel(scope, name, { ...props, image: { ...BUILD, ...props.image } });
  }
}

describe('the same objects as Helm renders, from typed props', () => {
  for (const { id, charts, values, release = 'istio', namespace = 'istio-system', upgrade = false } of suiteCases()) {
    test.each(charts)(`${id} %s`, (chart) => {
      // helm is told of the namespace twice; the constructs only once
      const told = chart === 'istiod' && namespace !== 'istio-system' ? mergeValues({ global: { istioNamespace: 'istio-system' } }, values) : values;
      expect(digests(parts(chart, release, told, { namespace, upgrade }).objects.map((object) => object.toJson()))).toEqual(recorded(id, chart));
    });
  }
});

/** Leaves of the charts without a prop, and why. All can be set through `values`. */
const UNTYPED: Record<string, Record<string, string>> = {
  base: {
    'base.enableCRDTemplates': 'helm\'s two ways to install CRDs; there is one here',
    'base.enableIstioConfigCRDs': 'read by istioctl alone',
  },
  istiod: {
    'telemetry.v2.stackdriver.enabled': 'replaced by the Telemetry API',
    'ownerName': 'of an operator that is gone',
    'configMap': 'istiod needs it; the profile `remote` leaves it out',
    'global.defaultResources.requests.cpu': 'only counts when `resources` is taken away',
    'global.operatorManageWebhooks': 'of an operator that is gone',
    'global.proxy.tracer': 'replaced by extension providers',
    'global.caName': 'of a service that is gone',
    'base.enableIstioConfigCRDs': 'read by istioctl alone',
  },
  cni: {
    'ownerName': 'of an operator that is gone',
    'global.defaultResources.requests.cpu': 'only counts when `resources` is taken away',
    'global.defaultResources.requests.memory': 'only counts when `resources` is taken away',
  },
};

function leaves(value: any, path = ''): string[] {
  if (!isMap(value) || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, path ? `${path}.${key}` : key));
}

describe('every value of the charts has a prop, or a reason for having none', () => {
  let all = 0;
  let typed = 0;
  test.each(Object.keys(MAPPINGS))('%s', (chart) => {
    const paths = codecs(MAPPINGS[chart]).map(([, { path }]) => path);
    const initial = leaves(initialValues(releaseOf('1.31').charts[chart as ChartName]));
    const without = initial.filter((leaf) => !paths.some((path) => leaf === path || leaf.startsWith(`${path}.`) || path.startsWith(`${leaf}.`)));
    expect(without.sort()).toEqual(Object.keys(UNTYPED[chart] ?? {}).sort());
    all += initial.length;
    typed += initial.length - without.length;
  });
  test('at least 95 % have a prop', () => {
    expect(all).toBe(LEAVES);
    expect(typed / all).toBeGreaterThanOrEqual(0.95);
  });
});
const LEAVES = 323;

test('props are converted to values, and values to props', () => {
  const props = {
    keepaliveMaxServerConnectionAge: Duration.hours(1),
    injectorConfigMap: false,
    sidecarInjector: { autoInject: false },
    proxy: { readinessPeriod: Duration.seconds(2), capNetBindService: true },
    values: { global: { caName: 'x' } },
  };
  const values = {
    keepaliveMaxServerConnectionAge: '1h',
    global: { omitSidecarInjectorConfigMap: true, caName: 'x', proxy: { autoInject: 'disabled', readinessPeriodSeconds: 2, capNetBindService: 'true' } },
  };
  expect(toValues(ISTIOD, props)).toEqual(values);
  expect(toValues(ISTIOD, toProps(ISTIOD, values))).toEqual(values);
  expect(toProps(ISTIOD, values).values).toEqual({ global: { caName: 'x' } });
});

test('mesh config is typed', () => {
  const istiod = new install.Istiod(Testing.chart(), 'istiod', { meshConfig: { accessLogFile: '/dev/stdout' } });
  expect(istiod.object('ConfigMap', 'istio').toJson().data.mesh).toContain('accessLogFile: /dev/stdout');
});

test('a cluster-scoped object has no namespace, in a chart that has one', () => {
  const chart = new Chart(new App(), 'c', { namespace: 'mine' });
  const istiod = new install.Istiod(chart, 'istiod');
  expect(istiod.object('ClusterRole', 'istiod-clusterrole-istio-system').toJson().metadata.namespace).toBeUndefined();
  expect(istiod.object('Deployment').toJson().metadata.namespace).toBe('istio-system');
});

test('settings without a prop can be patched', () => {
  const istiod = new install.Istiod(Testing.chart(), 'istiod');
  istiod.object('Deployment').addJsonPatch(JsonPatch.add('/spec/unknownField', 1));
  expect(istiod.object('Deployment').toJson().spec.unknownField).toBe(1);
  expect(() => istiod.object('ConfigMap')).toThrow('has 2 objects of kind ConfigMap instead of one');
});

test.each<[string, (scope: Chart) => unknown, string]>([
  ['a revision called default', (s) => new install.Istiod(s, 'i', { revision: 'default' }), "revision 'default' means the default revision; omit it"],
  ['a revision that is not a name', (s) => new install.Istiod(s, 'i', { revision: '1.31' }), 'the revision of a control plane'],
  ['the tag default without a revision', (s) => new install.Istiod(s, 'i', { revisionTags: ['default'] }), 'injected twice'],
  ['a budget for one replica', (s) => new install.IstioGateway(s, 'g', { podDisruptionBudget: { minAvailable: 1 } }), 'needs more than one replica'],
  ['an unknown value', (s) => new install.IstioCni(s, 'c', { values: { chainned: true } }), 'did you mean chained?'],
  ['an unknown value for all', (s) => new install.IstioInstall(s, 'c', { helmValues: { pilot: { traceSamplin: 1 } } }), 'did you mean traceSampling?'],
])('%s is refused', (_, make, message) => expect(() => make(Testing.chart())).toThrow(message));

describe('a whole installation', () => {
  const synth = (props: install.IstioInstallProps = {}): [install.IstioInstall, Record<string, any[]>] => {
    const app = new App();
    const whole = new install.IstioInstall(app, 'istio', props);
    const charts = whole.node.children.filter(Chart.isChart) as Chart[];
    return [whole, Object.fromEntries(charts.map((chart) => [chart.node.id, Testing.synth(chart)]))];
  };

  test('the CRDs come first, in a separate chart', () => {
    const [, charts] = synth();
    expect(Object.keys(charts)).toEqual(['base', 'control-plane']);
    expect(charts.base.filter((object) => object.kind === 'CustomResourceDefinition')).toHaveLength(15);
    expect(charts.base[0]).toEqual({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } });
  });

  test('the default validator is created once, for the default revision', () => {
    const [, charts] = synth({ revision: 'a' });
    const validators = Object.values(charts).flat().filter((object) => object.metadata.name === 'istiod-default-validator');
    expect(validators.map((object) => object.metadata.labels['istio.io/rev'])).toEqual(['a']);
  });

  test.each<[string, install.IstioInstallProps, string]>([
    ['istiod', { istiod: { env: { PILOT_ENABLE_AMBIENT: false } } }, 'istiod.env.PILOT_ENABLE_AMBIENT is false'],
    ['istiod, as text', { istiod: { env: { PILOT_ENABLE_AMBIENT: 'false' } } }, 'istiod.env.PILOT_ENABLE_AMBIENT is false'],
    ['the node agent', { cni: { ambient: { enabled: false } } }, 'cni.ambient.enabled is false'],
  ])('ambient refuses a setting of %s that it would silently override', (_, props, said) => {
    expect(() => synth({ ambient: true, ...props })).toThrow(`ambient is true, and ${said}, which would have no effect`);
    expect(() => synth({ ambient: true, istiod: { env: { PILOT_ENABLE_AMBIENT: 'true' } }, cni: { ambient: { enabled: true } } })).not.toThrow();
  });

  test('ambient installs the CNI node agent and ztunnel, of the same release and namespace', () => {
    const [whole, charts] = synth({ ambient: true, namespace: 'mesh', revision: 'r', istiod: { images: { tag: 't' }, multiCluster: { network: 'n' } } });
    expect(Object.keys(charts)).toEqual(['base', 'control-plane', 'node-agent', 'ztunnel']);
    const ztunnel = whole.ztunnel!.object('DaemonSet').toJson().spec.template.spec.containers[0];
    expect(ztunnel.image).toBe('docker.io/istio/ztunnel:t-distroless');
    expect(ztunnel.env).toEqual(expect.arrayContaining([{ name: 'XDS_ADDRESS', value: 'istiod-r.mesh.svc:15012' }, { name: 'NETWORK', value: 'n' }]));
    expect(whole.cni!.object('ConfigMap').toJson().data.AMBIENT_ENABLED).toBe('true');
    expect(charts.base[0].metadata.labels).toEqual({ 'topology.istio.io/network': 'n' });
  });

  test('a ztunnel with a custom name is trusted by istiod', () => {
    const [whole] = synth({ ambient: true, ztunnel: { resourceName: 'zt', namespace: 'kube-system' } });
    expect(whole.istiod.object('Deployment').toJson().spec.template.spec.containers[0].env)
      .toContainEqual({ name: 'CA_TRUSTED_NODE_ACCOUNTS', value: 'kube-system/zt' });
  });

  test('a second revision does not install cluster-wide objects', () => {
    const [whole, charts] = synth({ revision: 'b', installBase: false });
    expect([whole.base, Object.keys(charts)]).toEqual([undefined, ['control-plane']]);
  });

  test('a values file applies to all components', () => {
    const [whole] = synth({ ambient: true, helmValues: { traceSampling: 5, cniBinDir: '/x', global: { hub: 'mine' } } });
    const image = (part: install.IstioPart, kind: string): string => part.object(kind).toJson().spec.template.spec.containers[0].image;
    expect([image(whole.istiod, 'Deployment'), image(whole.cni!, 'DaemonSet'), image(whole.ztunnel!, 'DaemonSet')])
      .toEqual(['mine/pilot:1.31.0-distroless', 'mine/install-cni:1.31.0-distroless', 'mine/ztunnel:1.31.0-distroless']);
  });

  test('a whole installation is written quickly', () => {
    const start = process.cpuUsage(); // not the clock's time, which is long on a busy machine
    synth({ ambient: true });
    expect(process.cpuUsage(start).user / 1e3).toBeLessThan(3000);
  });
});

test('a tag has webhooks and a Service, and moving it changes their target', () => {
  const tag = (revision: string): ApiObject[] => new install.RevisionTag(Testing.chart(), 't', { tag: 'prod', revision }).objects;
  expect(tag('a').map((object) => `${object.kind} ${object.name}`)).toEqual(['Service istiod-revision-tag-prod', 'MutatingWebhookConfiguration istio-revision-tag-prod']);
  expect(tag('b')[1].toJson().webhooks[0].clientConfig.service.name).toBe('istiod-b');
});
