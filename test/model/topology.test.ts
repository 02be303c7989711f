import { ExternalService, HttpMethod, IngressGateway, Listener, MeshService, ServicePort } from '../../src';
import { aMesh } from '../fixture';

test('the diagram shows gateways, services by namespace, external hosts, calls and routed services', () => {
  const { mesh, chart } = aMesh();
  const [web, old, fresh] = ['web', 'old', 'fresh'].map((n) => new MeshService(chart, n, { ports: [ServicePort.http(80)] }));
  const bank = new ExternalService(chart, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.tls(443)] });
  new IngressGateway(chart, 'edge').addListener(Listener.http({ hosts: ['*'] })).route(web);
  web.calls(old, { methods: [HttpMethod.GET], paths: ['/items/*'] });
  old.split(old.weight(9), fresh.weight(1));
  old.calls(bank);
  expect(mesh.topology()).toBe(`flowchart LR
  n0{{"edge"}}
  subgraph n1["shop"]
    n2["web"]
    n3["old"]
    n4["fresh"]
  end
  n5(["api.bank.example"])
  n0 --> n2
  n2 -->|"GET /items/* 80"| n3
  n3 --> n5
  n3 -.-> n4
`);
});
