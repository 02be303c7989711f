const NAMESPACE = 200;

/** Plain manifests without a mistake: for each service a Service, a Deployment, a DestinationRule and a VirtualService; 200 services a namespace. */
export function manifests(services: number): any[] {
  const out: any[] = [];
  for (let n = 0; n < services; n++) {
    const namespace = `shop-${String(Math.floor(n / NAMESPACE)).padStart(3, '0')}`;
    const name = `service-${String(n % NAMESPACE).padStart(3, '0')}`;
    if (n % NAMESPACE === 0) out.push({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'istio-injection': 'enabled' } } });
    out.push(...ofService(name, namespace));
  }
  return out;
}

function ofService(name: string, namespace: string): any[] {
  const labels = { 'app': name, 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'shop', 'app.kubernetes.io/managed-by': 'bench' };
  const metadata = { name, namespace, labels };
  const host = `${name}.${namespace}.svc.cluster.local`;
  const route = [{ destination: { host, subset: 'v1', port: { number: 8080 } } }];
  const container = {
    name: 'app',
    image: `registry.example.com/${name}:v1`,
    ports: [{ containerPort: 8080 }],
    env: Array.from({ length: 12 }, (_, i) => ({ name: `SETTING_${i}`, value: `value number ${i}` })),
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '256Mi' } },
    readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 },
  };
  return [
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: name }, ports: [{ name: 'http', port: 8080, targetPort: 8080 }] } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...metadata, name: `${name}-v1` },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: name, version: 'v1' } },
        template: { metadata: { labels: { app: name, version: 'v1' } }, spec: { serviceAccountName: name, containers: [container] } },
      },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata,
      spec: {
        host,
        trafficPolicy: { loadBalancer: { simple: 'LEAST_REQUEST' }, outlierDetection: { consecutive5xxErrors: 5, interval: '10s' } },
        subsets: [{ name: 'v1', labels: { version: 'v1' } }],
      },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata,
      spec: {
        hosts: [host],
        http: [
          { match: [{ uri: { prefix: '/api' } }], route, timeout: '10s', retries: { attempts: 3, perTryTimeout: '2s', retryOn: 'unavailable' } },
          { route },
        ],
      },
    },
  ];
}
