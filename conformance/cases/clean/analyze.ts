import { App } from 'cdk8s';
import { Checks } from 'cdk8s-mesh';
import { bookinfo } from '../../../examples/bookinfo/main';
import { onlineBoutique } from '../../../examples/online-boutique/main';
import { idOf } from '../../harness/api-client';
import { Case, Explained, find, manifestsOf, modelCases } from '../../harness/case';
import { analyze, validate } from '../../harness/istioctl';
import { Lab } from '../../harness/lab';
import { Scene } from '../../harness/scene';
import { makeShop } from '../../harness/shop';
import { STAND_INS } from '../../harness/stand-ins';
import { Trial } from '../../harness/trial';
import { workloadsOf } from '../../harness/workloads';

/** istioctl's messages that our checks don't report, with the reason. */
const EXPLAINED: readonly Explained[] = [];

/** The codes of our own findings, with the corresponding codes of other tools. */
function ours(app: App): string[] {
  return Checks.of(app).findings().flatMap((f) => [f.code, ...(f.aliases ?? [])]);
}

async function clean(lab: Lab, t: Trial, stage: Scene, app: App): Promise<void> {
  const known = ours(app);
  // only the app's own output is checked, not the lab's additional objects
  const said = (await analyze(lab)).filter((a) => stage.objects.some((o) => a.origin.startsWith(idOf(o))));
  const strange = said.filter((a) => !known.includes(a.code) && !EXPLAINED.some((e) => e.says.test(`${a.code} ${a.message}`)));
  t.equal('findings of istioctl analyze that our checks do not have', [], strange.map((a) => `${a.code} ${a.origin}: ${a.message}`));
  t.equal('istioctl validate', '', await validate(lab, stage.objects));
}

function cleanCases(name: string, build: () => App, mistake: NonNullable<Parameters<typeof modelCases>[1]['mistake']>): Case[] {
  let lab: Lab;
  const inner = modelCases('clean', {
    name,
    app: () => {
      const app = build();
      return { app, about: app };
    },
    // pods of the Deployments, which no controller creates here: istioctl needs them
    stage: async () => ({
      before: STAND_INS,
      extras: workloadsOf(manifestsOf(build())).map((w) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: w.name, namespace: w.namespace, labels: { ...w.labels } },
        spec: { serviceAccountName: w.serviceAccount, containers: [{ name: 'app', image: 'app' }] },
      })),
    }),
    expect: (t, stage, app) => clean(lab, t, stage, app),
    mistake,
  });
  return inner.map((c) => ({
    ...c,
    run: (l: Lab, t: Trial) => {
      lab = l;
      return c.run(l, t);
    },
  }));
}

const shop = () => {
  const s = makeShop();
  s.api.split(s.v1.weight(90), s.v3.weight(10));
  return s.app;
};

export const cases = [
  ...cleanCases('istioctl about the shop', shop, (objects) => { find(objects, 'VirtualService', 'api').spec.http[0].route[0].destination.subset = 'v9'; }),
  ...cleanCases('istioctl about bookinfo', bookinfo, (objects) => { find(objects, 'DestinationRule', 'reviews').spec.host = 'nobody.bookinfo.svc.cluster.local'; }),
  ...cleanCases('istioctl about online-boutique', onlineBoutique, (objects) => { objects.find((o) => o.kind === 'VirtualService')!.spec.gateways = ['nowhere']; }),
];
