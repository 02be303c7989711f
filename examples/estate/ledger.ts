import { ApiObject, type App, Chart } from 'cdk8s';
import { HttpMethod, Identity, IngressGateway, ListenerProtocol, Mesh, MeshApp, MeshService, ServicePort, Source } from 'cdk8s-mesh';
import { CHECKOUT, type Environment, meshOf, publicGateway } from './shared';

/** The ledger team's repository: a database that Kubernetes runs as a StatefulSet, and the service before it. */
export function ledger(props: { outdir?: string; environment?: Environment } = {}): App {
  const environment = props.environment ?? 'prod';
  const app = new MeshApp({ outdir: props.outdir });
  const mesh = Mesh.fromAttributes(app, 'mesh', meshOf(environment));
  const chart = new Chart(app, 'ledger', { namespace: 'ledger' });
  mesh.enroll(chart);

  const api = new MeshService(chart, 'api', { ports: [ServicePort.http(80, { targetPort: 8080 })], image: 'registry.example.com/ledger:1' });
  const database = MeshService.fromApiObject(chart, 'database', postgres(chart, environment === 'prod' ? 3 : 1), Identity.fromServiceAccount({ namespace: 'ledger', serviceAccount: 'postgres' }));
  api.calls(database);
  api.allow({ from: [Source.identity(CHECKOUT)], methods: [HttpMethod.POST] }); // of another repository, so declared by who it is

  const edge = IngressGateway.fromAttributes(chart, 'public', publicGateway([
    { listenerName: 'apps', protocol: ListenerProtocol.HTTPS, pathPrefix: '/ledger', delegateName: 'ledger' },
    { listenerName: 'database', protocol: ListenerProtocol.TCP, port: 5432 },
  ]));
  edge.listener('apps').route(api);
  edge.listener('database').route(database);
  return app;
}

function postgres(chart: Chart, replicas: number): ApiObject {
  const labels = { app: 'database' };
  new ApiObject(chart, 'database-account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'postgres' } });
  new ApiObject(chart, 'database-set', {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'database' },
    spec: {
      serviceName: 'database',
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { serviceAccountName: 'postgres', containers: [{ name: 'postgres', image: 'docker.io/library/postgres:17', ports: [{ containerPort: 5432 }] }] } },
    },
  } as any);
  return new ApiObject(chart, 'database-service', {
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'database' }, spec: { clusterIP: 'None', selector: labels, ports: [{ name: 'tcp-postgres', port: 5432 }] },
  } as any);
}
