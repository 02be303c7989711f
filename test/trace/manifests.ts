/** Manifests that tests of traffic share. */
export const NETWORKING = { apiVersion: 'networking.istio.io/v1' };

export const pod = (namespace: string, name: string, labels: Record<string, string>, annotations: Record<string, string> = {}): any =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels, annotations }, spec: { containers: [{ name, image: name }] } });

export const service = (namespace: string, name: string, selector: Record<string, string>, ports: object[], labels: Record<string, string> = {}): any =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, labels }, spec: { selector, ports } });

export const routes = (namespace: string, name: string, hosts: string[], gateways: string[], http: object[]): any =>
  ({ ...NETWORKING, kind: 'VirtualService', metadata: { name, namespace }, spec: { hosts, gateways, http } });
