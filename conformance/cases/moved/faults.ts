import { Duration } from 'cdk8s';
import { Fault, MeshFeature, RetryOn } from 'cdk8s-mesh';
import { find } from '../../harness/case';
import { shop } from '../../harness/shop';
import { origin } from '../../harness/trial';

export const cases = [
  ...shop({
    name: 'abort at 30 %',
    model: ({ api, v1 }) => api.addRule({ fault: Fault.abort(555, 30), to: [v1] }),
    expect: async (t, door, stage) => t.shares('answers', (await door.many(2000)).map(origin), { [`status ${stage.told(555)}`]: 30, 'api-v1': 70 }),
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http[0].fault.abort.percentage.value = 37; },
    on: { 'gateway-api': { refused: [MeshFeature.FAULT_ABORT] } },
  }),
  ...shop({
    name: 'delay at 20 %',
    model: ({ api, v1 }) => api.addRule({ fault: Fault.delay(Duration.millis(400), 20), to: [v1] }),
    expect: async (t, door) => {
      await door.many(400, {}, 200); // opening the connections is not what is timed
      const got = await door.many(2000, {}, 200);
      t.shares('answers', got.map(origin), { 'api-v1': 1, 'none other': 0 });
      t.shares('times', got.map((g) => (g.ms >= 395 ? 'late' : 'at once')), { 'late': 20, 'at once': 80 });
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http[0].fault.delay.fixedDelay = '0.05s'; },
    on: { 'gateway-api': { refused: [MeshFeature.FAULT_DELAY] } },
  }),
  ...shop({
    name: 'retries on 503: attempts counted at the backend',
    model: ({ api, v1 }) => api.addRule({ retries: { attempts: 3, on: [RetryOn.GATEWAY_ERROR], backoff: Duration.millis(10) }, to: [v1] }),
    expect: async (t, door, stage) => {
      const backend = stage.backend('api-v1');
      backend.reply = () => ({ status: 503 });
      t.equal('status at last', 503, (await door.get()).status);
      t.equal('tries in all', 4, backend.seen.length);
      backend.reply = (_, n) => ({ status: n - 4 <= 2 ? 503 : 200 });
      t.equal('status when the third try works', 200, (await door.get()).status);
      t.equal('tries until it works', 3, backend.seen.length - 4);
      backend.reply = () => ({ status: 500 });
      t.equal('status 500', 500, (await door.get()).status);
      t.equal('tries for a status that is not retried', 1, backend.seen.length - 7);
    },
    mistake: (objects) => { find(objects, 'VirtualService', 'api').spec.http[0].retries.attempts = 2; },
    on: { grpc: { refused: [MeshFeature.RETRY_ON_GATEWAY_ERROR] } },
  }),
];
