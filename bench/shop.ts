import { Chart, Duration } from 'cdk8s';
import * as mesh from 'cdk8s-mesh';
import type { Construct } from 'constructs';
import { CALLS, GROUP, groups, indices, service } from './app';

/** Services with two versions, a split, a policy and three calls each, a namespace for each group. */
export function addShop(scope: Construct, shop: mesh.Mesh, services: number): void {
  for (const namespace of groups(services)) {
    const chart = new Chart(scope, namespace, { namespace });
    shop.enroll(chart);
    const members = indices.map((n) => {
      const s = new mesh.MeshService(chart, service(n), { ports: [mesh.ServicePort.http(8080)] });
      const [v1, v2] = ['v1', 'v2'].map((v) => s.addVersion(v, { image: `registry.example.com/${service(n)}:${v}`, replicas: 2 }));
      s.split(v1.weight(90), v2.weight(10));
      s.policy({ loadBalancer: mesh.LoadBalancer.leastRequest(), outlierDetection: { consecutive5xxErrors: 5, interval: Duration.seconds(10) } });
      return s;
    });
    for (const n of indices) {
      for (let i = 1; i <= CALLS; i++) {
        members[n].calls(members[(n + i) % GROUP], { methods: [mesh.HttpMethod.GET] });
      }
    }
  }
}
