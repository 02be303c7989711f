import { join } from 'node:path';
import { ApiObject, App } from 'cdk8s';
import * as mesh from '../../../src';
import { canonical, keyOf } from '../../../test/install/canonical';
import type { Case } from '../../harness/case';

const { HelmCharts, IstioInstall, UpgradeStage } = mesh.install;

/** The input for both ways: every component, including removed values. */
const ASKED: mesh.install.IstioInstallOptions = {
  revision: 'b',
  tag: 'prod',
  ambient: true,
  istiod: {
    images: { hub: 'h.example/istio', tag: '1.31.0' },
    autoscaling: { minReplicas: 2 },
    meshConfig: { accessLogFile: '/dev/stdout' },
    multiCluster: { clusterName: 'c', network: 'n' },
    values: { global: { proxy: { resources: { limits: null } } } },
  },
  upgradeFrom: { revision: 'a', istiod: { images: { hub: 'h.example/istio', tag: '1.31.0' }, multiCluster: { clusterName: 'c', network: 'n' } }, stage: UpgradeStage.MOVED },
};

function objects(props: mesh.install.IstioInstallProps): Record<string, string> {
  const all = new IstioInstall(new App(), 'istio', props).node.findAll().filter(ApiObject.isApiObject).map((object) => object.toJson());
  const sorted = (value: any): any => Array.isArray(value) ? value.map(sorted) : value && typeof value === 'object'
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value;
  return Object.fromEntries(all.filter((object) => !(object.kind === 'ConfigMap' && /^values(-|$)/.test(object.metadata.name)))
    .map((object) => [keyOf(object), JSON.stringify(sorted(canonical(object)))]));
}

export const cases: Case[] = [{
  group: 'installed',
  name: 'an install from the official charts, by helm, has the objects of one without',
  run: async (lab, trial) => {
    const charts = HelmCharts.folder(join(lab.parts.istioSource, 'manifests', 'charts'), { helmExecutable: lab.parts.helm });
    const [theirs, own] = [objects({ ...ASKED, charts }), objects(ASKED)];
    const differ = [...new Set([...Object.keys(theirs), ...Object.keys(own)])].filter((key) => theirs[key] !== own[key]);
    trial.that(`${Object.keys(own).length} objects`, 'all equal', differ.length === 0 ? 'all equal' : differ.join(', '), differ.length === 0 && Object.keys(own).length > 60);
    const other = objects({ ...ASKED, istiod: { ...ASKED.istiod, autoscaling: { minReplicas: 3 } } });
    const told = Object.keys(other).filter((key) => theirs[key] !== other[key]);
    trial.that('with another number of replicas', 'the autoscaler differs', told.join(', '), told.length === 1 && told[0].includes('HorizontalPodAutoscaler'));
  },
}];
