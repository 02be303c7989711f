import { ControlPlane, LoadBalancer, MeshFeature, MutualTls } from 'cdk8s-mesh';
import { Case, manifestsOf } from '../../harness/case';
import { GrpcStage } from '../../harness/grpc-stage';
import { makeShop } from '../../harness/shop';

export const cases: Case[] = [{
  group: 'grpc',
  name: 'what one language takes and another refuses is a difference to accept',
  run: async (lab, t) => {
    const shop = (accept: boolean) => {
      const acknowledge = accept ? [{ feature: MeshFeature.LB_LEAST_REQUEST, reason: 'measured' }] : [];
      const made = makeShop({ mtls: MutualTls.DISABLE, denyByDefault: false, controlPlane: ControlPlane.existing({ acknowledge }) }, undefined, true);
      made.api.policy({ loadBalancer: LoadBalancer.leastRequest() });
      return made.app;
    };
    let refused = '';
    try { shop(false).synthYaml(); } catch (e) { refused = (e as Error).message; }
    t.that('unless it is accepted', 'refused at synth', refused, refused.includes('(lb-least-request) differs on plane \'grpc\''));
    const stage = new GrpcStage(lab, manifestsOf(shop(true)));
    try {
      await stage.apply();
      await stage.start();
      const code = async () => (await stage.from('web', 'api', 9080).get({ path: '/shop.Cart/Add' })).grpcStatus;
      t.equal('the less busy of two, in Go', 0, await code());
      stage.speaking('js');
      t.equal('the less busy of two, in JavaScript', 14, await code());
    } finally {
      await stage.clear();
    }
  },
}];
