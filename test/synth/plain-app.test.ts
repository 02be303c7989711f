import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, App, AppProps, Chart, Testing, YamlOutputType } from 'cdk8s';
import { Checks, ControlPlane, Fleet, GoogleProject, Mesh, MeshApp, MeshService, ServicePort } from '../../src';
import * as registry from '../../src/check/engine/run';
import * as plainApp from '../../src/synth/plain-app';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'mesh-plain-'));
afterAll(() => fs.rmSync(scratch, { recursive: true }));
let folders = 0;

function shop(Class: new (props: AppProps) => App, yamlOutputType: YamlOutputType, namespaces = ['shop', 'pay']): App {
  const app = new Class({ outdir: path.join(scratch, `${folders++}`), yamlOutputType });
  const mesh = new Mesh(app, 'mesh');
  for (const namespace of namespaces) {
    const chart = new Chart(app, namespace, { namespace });
    mesh.enroll(chart);
    new MeshService(chart, 'web', { ports: [ServicePort.http(80)], image: 'web:1' });
  }
  return app;
}

/** As jsii's kernel calls a method for Python, Java and Go. */
const throughKernel = (app: App) => (app.constructor as any).prototype.synth.apply(app);

describe("cdk8s' own App", () => {
  test.each<[string, (app: App) => void]>([['in TypeScript', (app) => app.synth()], ['in other languages', throughKernel]])('loses no object silently, %s', (_where, synth) => {
    const app = shop(App, YamlOutputType.FILE_PER_RESOURCE);
    expect(() => synth(app)).toThrow(/FILE_PER_RESOURCE writes Deployment 'shop\/web' \('shop\/web\/.*'\) and Deployment 'pay\/web' \('pay\/web\/.*'\) to one file, so only the last one is kept; use MeshApp instead of App, or another yamlOutputType/);
    expect(fs.readdirSync(app.outdir)).toEqual([]);
    expect(app.synthYaml()).toContain('name: web'); // which writes no file
  });

  test.each([YamlOutputType.FILE_PER_CHART, YamlOutputType.FILE_PER_APP, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE])('writes output type %p if there are no conflicts', (type) => {
    shop(App, type).synth();
    shop(MeshApp, type).synth();
  });

  test('refuses two objects with the same name in one chart with a folder for each', () => {
    const app = shop(App, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE);
    for (const namespace of ['one', 'two']) new ApiObject(app.node.findChild('shop') as Chart, namespace, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cm', namespace } });
    expect(() => app.synth()).toThrow("writes ConfigMap 'one/cm' ('shop/one') and ConfigMap 'two/cm' ('shop/two') to one file");
  });

  test('never writes two clusters to one folder, while tests of charts still work', () => {
    const build = (Class: new (props: AppProps) => App, clusters: string[]) => {
      const app = new Class({ outdir: path.join(scratch, `${folders++}`) });
      const fleet = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('shop-fleet', '482913370156') });
      return clusters.map((name) => {
        const cluster = fleet.addGkeCluster(name, { location: 'europe-west1' });
        new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.existing() });
        const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
        new ApiObject(chart, 'cm', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cm' } });
        return { app, chart };
      });
    };
    const [{ app, chart }] = build(App, ['eu', 'us']);
    const message = /the objects of the clusters .*'eu'.*'us'.* would be written to one folder, and applied to one cluster; use MeshApp instead of App/;
    expect(() => app.synth()).toThrow(message);
    expect(() => throughKernel(app)).toThrow(message);
    expect(Testing.synth(chart)).toHaveLength(1);
    build(MeshApp, ['eu', 'us'])[0].app.synth();
  });
});

test.each([App, MeshApp])('the checks run once per synth, however many charts there are; in every language: %p', (Class) => {
  const runs = jest.spyOn(registry, 'checkWorlds');
  const looks = jest.spyOn(plainApp, 'plainAppErrors');
  try {
    const app = shop(Class, YamlOutputType.FILE_PER_CHART, Array.from({ length: 12 }, (_, i) => `ns${i}`));
    throughKernel(app);
    expect(runs).toHaveBeenCalledTimes(1);
    expect(looks).toHaveBeenCalledTimes(1);
    app.synth();
    expect(runs).toHaveBeenCalledTimes(2);
    Checks.of(app).findings();
    expect(runs).toHaveBeenCalledTimes(3);
  } finally {
    runs.mockRestore();
    looks.mockRestore();
  }
});
