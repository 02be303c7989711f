import { find } from '../../harness/case';
import { shop } from '../../harness/shop';

export const cases = [
  ...shop({
    name: 'weights 90/10',
    model: ({ api, v1, v3 }) => api.split(v1.weight(90), v3.weight(10)),
    expect: async (t, door) => t.shares('backends', (await door.many(2000)).map((g) => g.backend), { 'api-v1': 90, 'api-v3': 10 }),
    mistake: (objects) => find(objects, 'VirtualService', 'api').spec.http[0].route.forEach((r: any) => { r.weight = 100 - r.weight; }),
    on: { grpc: { also: ['js'] } },
  }),
  ...shop({
    name: 'weights 1/1/1',
    model: ({ api, v1, v2, v3 }) => api.split(v1.weight(1), v2.weight(1), v3.weight(1)),
    expect: async (t, door) => t.shares('backends', (await door.many(2100)).map((g) => g.backend), { 'api-v1': 1, 'api-v2': 1, 'api-v3': 1 }),
    mistake: (objects) => { find(objects, 'DestinationRule', 'api').spec.subsets[2].labels.version = 'v1'; },
  }),
];
