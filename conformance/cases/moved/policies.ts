import { Duration } from 'cdk8s';
import { HashKey, LoadBalancer, MeshFeature } from 'cdk8s-mesh';
import { find } from '../../harness/case';
import { shop } from '../../harness/shop';
import { tally } from '../../harness/trial';

export const cases = [
  ...shop({
    name: 'outlier detection ejects a failing backend',
    model: ({ api }) => api.policy({
      loadBalancer: LoadBalancer.roundRobin(),
      outlierDetection: { consecutive5xxErrors: 3, interval: Duration.millis(200), baseEjectionTime: Duration.minutes(1), maxEjectionPercent: 50 },
    }),
    expect: async (t, door, stage) => {
      stage.backend('api-v2').reply = () => ({ status: 500 });
      await door.many(60, {}, 2);
      t.equal('ejections in the statistics', 1, await stage.proxies.get('web')!.count('outbound.9080.*api.*outlier_detection.ejections_active'));
      const before = stage.backend('api-v2').seen.length;
      const after = await door.many(60, {}, 2);
      t.equal('requests at the ejected backend', 0, stage.backend('api-v2').seen.length - before);
      t.backends('who answers then', after, ['api-v1', 'api-v3']);
    },
    mistake: (objects) => { delete find(objects, 'DestinationRule', 'api').spec.trafficPolicy.outlierDetection; },
    on: { grpc: { refused: [MeshFeature.OUTLIER_5XX, MeshFeature.OUTLIER_TIMING, MeshFeature.OUTLIER_MAX_EJECTION] } },
  }),
  ...shop({
    name: 'connection pool overflows',
    model: ({ api }) => api.policy({ connectionPool: { maxConnections: 1, maxPendingRequests: 1, maxRequestsPerConnection: 1 } }),
    expect: async (t, door, stage) => {
      for (const b of ['api-v1', 'api-v2', 'api-v3']) { stage.backend(b).reply = () => ({ delayMs: 200 }); }
      const got = await door.many(40, {}, 40);
      const counts = tally(got.map((g) => String(g.status)));
      t.between('answers 200', 1, 10, counts['200'] ?? 0);
      t.between('answers 503', 30, 39, counts['503'] ?? 0);
      const overflows = await stage.proxies.get('web')!.count('outbound.9080.*api.*upstream_rq_pending_overflow');
      t.equal('overflows in the statistics', counts['503'] ?? 0, overflows);
    },
    mistake: (objects) => { find(objects, 'DestinationRule', 'api').spec.trafficPolicy.connectionPool.http.http1MaxPendingRequests = 100; },
    on: { grpc: { refused: [MeshFeature.POOL_MAX_CONNECTIONS, MeshFeature.POOL_MAX_PENDING, MeshFeature.POOL_REQUESTS_PER_CONNECTION] } },
  }),
  ...shop({
    name: 'consistent hashing: one user, one backend',
    model: ({ api }) => api.policy({ loadBalancer: LoadBalancer.consistentHash(HashKey.header('x-user')) }),
    expect: async (t, door) => {
      const users = Array.from({ length: 60 }, (_, i) => `user-${i}`);
      const got = await door.many(600, (i) => ({ headers: { 'x-user': users[i % users.length] } }));
      const homes = users.map((_u, i) => new Set(got.filter((_g, n) => n % users.length === i).map((g) => g.backend)).size);
      t.equal('backends per user', [1], [...new Set(homes)]);
      t.backends('backends in use', got, ['api-v1', 'api-v2', 'api-v3']);
    },
    mistake: (objects) => { find(objects, 'DestinationRule', 'api').spec.trafficPolicy.loadBalancer = { simple: 'RANDOM' }; },
    on: { grpc: { also: ['js'] } },
  }),
];
