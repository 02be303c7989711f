import { ApiObject, App, Chart } from 'cdk8s';
import * as mesh from '../../src';

const { UpgradeStage } = mesh.install;
type Stage = mesh.install.UpgradeStage;

const props = (stage: Stage, more: mesh.install.IstioInstallProps = {}): mesh.install.IstioInstallProps => (
  { revision: 'new', tag: 'prod', upgradeFrom: { revision: 'old', istiod: {}, stage }, ...more }
);
function objects(install: mesh.install.IstioInstall): any[] {
  return install.node.findAll().filter(ApiObject.isApiObject).map((object) => object.toJson());
}
const at = (stage: Stage, more?: mesh.install.IstioInstallProps): any[] => objects(new mesh.install.IstioInstall(new App(), 'istio', props(stage, more)));
const revOf = (all: any[], name: string): string => all.find((object) => object.metadata.name === name)?.metadata.labels['istio.io/rev'];

describe('each stage contains the objects of the cluster at that stage', () => {
  test.each<[Stage, { tag: string; byDefault: string; old: boolean }]>([
    [UpgradeStage.BESIDE, { tag: 'old', byDefault: 'old', old: true }],
    [UpgradeStage.MOVED, { tag: 'new', byDefault: 'old', old: true }],
    [UpgradeStage.DEFAULT, { tag: 'new', byDefault: 'new', old: true }],
    [UpgradeStage.DONE, { tag: 'new', byDefault: 'new', old: false }],
  ])('%s', (stage, expected) => {
    const all = at(stage);
    const names = all.map((object) => object.metadata.name);
    expect(revOf(all, 'istio-revision-tag-prod')).toBe(expected.tag);
    expect(revOf(all, 'istiod-default-validator')).toBe(expected.byDefault);
    expect(all.find((object) => object.metadata.name === 'istio-revision-tag-prod').webhooks[0].clientConfig.service.name).toBe(`istiod-${expected.tag}`);
    expect(names.filter((name) => name === 'istiod-new').length).toBeGreaterThan(0);
    expect(names.includes('istiod-old')).toBe(expected.old);
    expect(new Set(all.map((object) => `${object.kind} ${object.metadata.namespace} ${object.metadata.name}`)).size).toBe(all.length);
  });

  test('the last stage equals an installation without an upgrade, except for fields that istiod changed', () => {
    const plain = objects(new mesh.install.IstioInstall(new App(), 'istio', { revision: 'new', tag: 'prod' }));
    const validators = plain.filter((object) => object.kind === 'ValidatingWebhookConfiguration');
    expect(validators.map((object) => [object.metadata.name, object.webhooks[0].failurePolicy])).toEqual([
      ['istiod-default-validator', 'Ignore'], ['istio-validator-new-istio-system', 'Ignore'],
    ]);
    validators.forEach((validator) => { delete validator.webhooks[0].failurePolicy; });
    expect(at(UpgradeStage.DONE)).toEqual(plain);
  });

  test('the validator of a running revision is left to istiod, so that a stage can be applied as a whole', () => {
    const policy = (stage: Stage): string | undefined => at(stage).find((object) => object.metadata.name === 'istio-validator-new-istio-system').webhooks[0].failurePolicy;
    expect([UpgradeStage.BESIDE, UpgradeStage.MOVED, UpgradeStage.DEFAULT, UpgradeStage.DONE].map(policy)).toEqual(['Ignore', undefined, undefined, undefined]);
  });

  test('ztunnel is upgraded after the tag has moved', () => {
    const address = (stage: Stage): string => at(stage, { ambient: true }).find((object) => object.metadata.name === 'ztunnel' && object.kind === 'DaemonSet')
      .spec.template.spec.containers[0].env.find((one: any) => one.name === 'XDS_ADDRESS').value;
    expect([address(UpgradeStage.BESIDE), address(UpgradeStage.MOVED)]).toEqual(['istiod-old.istio-system.svc:15012', 'istiod-new.istio-system.svc:15012']);
  });
});

function shop(upgradeFrom: mesh.install.UpgradeFrom, tag?: string): mesh.Mesh {
  const app = new App();
  const shopMesh = new mesh.Mesh(app, 'mesh', { controlPlane: mesh.ControlPlane.inCluster({ revision: 'new', tag, upgradeFrom }) });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  shopMesh.enroll(chart);
  new mesh.MeshService(chart, 'web', { ports: [mesh.ServicePort.http(80)], image: 'example/web' });
  const pods = (labels: Record<string, string>): any => ({ metadata: { labels }, spec: {} });
  const workload = (name: string, namespace: string, labels: Record<string, string>): ApiObject => (
    new ApiObject(chart, name, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec: { template: pods(labels) } } as any)
  );
  workload('bare', 'shop', { 'sidecar.istio.io/inject': 'false' });
  workload('edge', 'edge', { 'istio.io/rev': tag ?? 'old' });
  workload('far', 'elsewhere', {});
  return shopMesh;
}

describe('the plan', () => {
  const plan = shop({ revision: 'old', istiod: {} }, 'prod').upgradePlan();

  test('has the steps in the order of Istio\'s documentation, and marks those that the app has reached', () => {
    expect(plan.steps.map((step) => [step.title, step.stage, step.reached])).toEqual([
      ['Upgrade the CRDs and the other cluster-wide objects', 'BESIDE', true],
      ['Install revision \'new\' beside \'old\'', 'BESIDE', true],
      ['Move the tag \'prod\' to \'new\'', 'MOVED', false],
      ['Restart the pods, so that they get the new proxy', 'MOVED', false],
      ['Make \'new\' the default revision', 'DEFAULT', false],
      ['Remove \'old\'', 'DONE', false],
    ]);
  });

  test('lists exactly the changes of each step', () => {
    const changes = plan.steps.map((step) => step.applies.map((object) => `${object.kind} ${object.name}`));
    expect(changes[2]).toEqual(['Service istiod-revision-tag-prod', 'MutatingWebhookConfiguration istio-revision-tag-prod']);
    expect(changes[4]).toEqual(['ValidatingWebhookConfiguration istiod-default-validator']);
    expect(changes[1]).toContain('Deployment istiod-new');
  });

  test('removes the old revision, webhooks first, and nothing that the new one needs', () => {
    const removed = plan.steps[5].removes;
    expect(removed.every((object) => object.name.includes('old'))).toBe(true);
    const position = (kind: string): number => removed.findIndex((object) => object.kind === kind);
    expect(position('MutatingWebhookConfiguration')).toBeLessThan(position('Deployment'));
    const left = at(UpgradeStage.DONE).map((object) => object.metadata.name);
    expect(removed.filter((object) => left.includes(object.name))).toEqual([]);
    const all = at(UpgradeStage.BESIDE).filter((object) => /(^|-)old($|-)/.test(object.metadata.name)).map((object) => object.metadata.name);
    expect(removed.map((object) => object.name).sort()).toEqual(all.sort());
  });

  test('restarts the workloads that have the old proxy', () => {
    expect(plan.steps[3].restarts.map((object) => `${object.kind} ${object.namespace}/${object.name}`)).toEqual(['Deployment shop/web', 'Deployment edge/edge']);
  });

  test('checks for pods of the old revision, except its istiod, which has the same label', () => {
    expect(plan.steps[4].checks.map((check) => check.command)).toContain('kubectl get pods -A -l istio.io/rev=old,app!=istiod');
  });

  test('is printed with the checks before each step', () => {
    const text = plan.toString();
    expect(plan.steps.filter((step) => step.checks.length < 2)).toEqual([]);
    expect(text).toContain('Upgrade of Istio in istio-system from \'old\' to \'new\'');
    expect(text).toContain('kubectl rollout status deployment/istiod-new -n istio-system\n       => successfully rolled out');
    expect(text).toContain('kubectl rollout restart deployment/web -n shop');
    expect(text).toContain('kubectl delete mutatingwebhookconfiguration.admissionregistration.k8s.io/istio-sidecar-injector-old');
    expect(text).toMatch(/kubectl apply --server-side -f dist\/mesh-istio-tag-\w+\.k8s\.yaml/);
  });

  test('without a tag, namespaces move by their label', () => {
    const label = (stage: Stage): string => shop({ revision: 'old', stage }).node.root.node.findAll().filter(ApiObject.isApiObject)
      .find((object) => object.kind === 'Namespace' && object.name === 'shop')!.toJson().metadata.labels['istio.io/rev'];
    expect([UpgradeStage.BESIDE, UpgradeStage.MOVED].map(label)).toEqual(['old', 'new']);
    const [, , move] = shop({ revision: 'old' }).upgradePlan().steps;
    expect([move.title, move.files]).toEqual(['Enroll the namespaces in \'new\'', ['dist/shop.k8s.yaml']]);
  });

  test('upgrades from a default revision that Helm installed', () => {
    const steps = shop({}, 'prod').upgradePlan().steps;
    const last = steps[steps.length - 1];
    expect(last.title).toContain('Remove the default revision with the tool that installed it');
    expect(last.removes).toEqual([]);
    expect(last.checks.map((check) => check.command)).toContain('kubectl get namespaces -l istio-injection=enabled');
    expect(steps[1].checks.map((check) => check.command).join()).toContain('istio.io/tag=prod --show-managed-fields');
  });

  test('can only be made for an upgrade', () => {
    expect(() => new mesh.install.IstioInstall(new App(), 'istio').upgradePlan()).toThrow('\'istio\' is not an upgrade');
    expect(() => new mesh.Mesh(new App(), 'mesh').upgradePlan()).toThrow('does not install Istio, so there is nothing to upgrade');
  });
});

test.each<[string, mesh.install.IstioInstallProps, string]>([
  ['a new revision without a name', { upgradeFrom: { revision: 'old' } }, "upgrade of 'istio': the new revision has no name and would run beside 'old'; set revision"],
  ['the same name', { revision: 'old', upgradeFrom: { revision: 'old' } }, 'has the same name as the old one'],
  ['two names', { revision: 'new', upgradeFrom: { revision: 'old', istiod: { revision: 'older' } } }, 'has two names, \'old\' and \'older\''],
  ['webhooks that overlap', { revision: 'new', tag: 'default', upgradeFrom: {} }, 'injected twice'],
  ['three minors', { revision: '1-31-0', upgradeFrom: { revision: '1-28-4' } }, 'is a step of 3 minor versions'],
  ['templates for another image', { revision: '1-31-0', upgradeFrom: { revision: '1-30-1', istiod: { images: { tag: '1.30.1' } } } }, 'can\'t use'],
  ['two namespaces', { revision: 'new', upgradeFrom: { revision: 'old', istiod: { namespace: 'cp' } } }, 'are in different namespaces (\'cp\', \'istio-system\')'],
  ['two trust domains', { revision: 'new', istiod: { meshConfig: { trustDomain: 'a' } }, upgradeFrom: { revision: 'old', istiod: {} } }, 'the trust domain is the default in the old revision and \'a\''],
  ['two networks', { revision: 'new', upgradeFrom: { revision: 'old', istiod: { multiCluster: { network: 'n' } } } }, 'set global.network to the same value'],
  ['a webhook by URL and one by Service', { revision: 'new', istiod: { remote: { injectionUrl: 'https://a/inject' } }, upgradeFrom: { revision: 'old', istiod: {} } }, 'which the API server refuses'],
  ['a tag without a revision', { tag: 'prod' }, 'must point to a named revision'],
])('%s: refused before anything is applied', (_, given, message) => {
  expect(() => new mesh.install.IstioInstall(new App(), 'istio', given)).toThrow(message);
});

test('a tag follows the settings of its control plane', () => {
  const all = at(UpgradeStage.BESIDE, { istiod: { remote: { injectionUrl: 'https://x/inject' } }, upgradeFrom: { revision: 'old', istiod: { remote: { injectionUrl: 'https://y/inject' } } } });
  expect(all.find((object) => object.metadata.name === 'istio-revision-tag-prod').webhooks[0].clientConfig).toEqual({ url: 'https://y/inject' });
});

test('an istiod of a minor version other than its templates is refused at synthesis', () => {
  const synth = (tag: string): string => {
    const app = new App();
    new mesh.install.Istiod(new Chart(app, 'istiod'), 'istiod', { images: { tag } });
    return app.synthYaml();
  };
  const validate = (tag: string): string[] => {
    const app = new App();
    return new mesh.install.Istiod(new Chart(app, 'istiod'), 'istiod', { images: { tag } }).node.validate();
  };
  expect(validate('1.30.2-distroless')[0]).toContain('no pod could be injected');
  expect(validate('1.31.2').concat(validate('latest'))).toEqual([]);
  expect(synth('1.31.2')).toContain('pilot:1.31.2');
});
