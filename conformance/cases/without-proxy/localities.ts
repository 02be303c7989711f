import { Locality, LoadBalancer, MutualTls } from 'cdk8s-mesh';
import { acceptance, Case, find, manifestsOf } from '../../harness/case';
import { GrpcStage } from '../../harness/grpc-stage';
import { makeShop } from '../../harness/shop';
import { origin, Trial } from '../../harness/trial';

const EAST = 'east/east-b';

export const cases: Case[] = [{
  group: 'grpc',
  name: 'calls are shared among localities',
  run: async (lab, t) => {
    const measure = async (trial: Trial, share: number) => {
      const shop = makeShop({ mtls: MutualTls.DISABLE, denyByDefault: false }, undefined, true);
      shop.api.policy({ loadBalancer: LoadBalancer.roundRobin({ locality: Locality.distribute({ from: 'east/*', to: { 'east/*': 80, 'west/*': 20 } }) }) });
      const objects = manifestsOf(shop.app);
      find(objects, 'DestinationRule', 'api').spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to = { 'east/*': share, 'west/*': 100 - share };
      const stage = new GrpcStage(lab, objects, { localities: { 'web': EAST, 'api-v1': EAST, 'api-v2': EAST, 'api-v3': 'west/west-a' } });
      try {
        await stage.apply();
        acceptance(trial, stage);
        await stage.start();
        const door = stage.from('web', 'api', 9080);
        await door.many(30, { path: '/shop.Cart/Warm' });
        const got = await door.many(1500, { path: '/shop.Cart/Add' });
        trial.shares('answers', got.map((g) => (origin(g) === 'api-v3' ? 'west' : origin(g).startsWith('api-') ? 'east' : origin(g))), { east: 80, west: 20 });
      } finally {
        await stage.clear();
      }
    };
    await measure(t, 80);
    const mistaken = new Trial();
    await measure(mistaken, 60);
    t.that('the mistake', 'caught', mistaken.ok ? 'not caught' : 'caught', !mistaken.ok);
  },
}];
