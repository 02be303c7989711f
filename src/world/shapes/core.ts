import { any, arr, bool, intOrString, map, num, obj, str, type Of } from '../shape';

export const labels = map(str);
export const labelSelector = obj({
  matchLabels: labels,
  matchExpressions: arr(obj({ key: str, operator: str, values: arr(str) })),
});
export type LabelSelector = Of<typeof labelSelector>;
export const securityContext = obj({ runAsUser: num });
export const container = obj({
  name: str,
  image: str,
  args: arr(any),
  env: arr(obj({ name: str, value: str })),
  ports: arr(obj({ name: str, containerPort: num, protocol: str })),
  securityContext,
});
export const podSpec = obj({
  serviceAccountName: str,
  serviceAccount: str,
  hostNetwork: bool,
  nodeName: str,
  securityContext,
  containers: arr(container),
  initContainers: arr(container),
});
export type PodSpec = Of<typeof podSpec>;
export const podTemplate = obj({ metadata: obj({ labels, annotations: labels }), spec: podSpec });
export const workload = obj({ selector: labelSelector, template: podTemplate, serviceName: str });
export const cronJob = obj({ jobTemplate: obj({ spec: obj({ template: podTemplate }) }) });

export const service = obj({
  type: str,
  clusterIP: str,
  selector: labels,
  externalName: str,
  externalTrafficPolicy: str,
  ports: arr(obj({ name: str, port: num, protocol: str, targetPort: intOrString, appProtocol: str })),
});
export type ServiceSpec = Of<typeof service>;
export const secret = obj({ type: str, data: map(any), stringData: map(any) });
export type SecretBody = Of<typeof secret>;
export const configMap = obj({ data: map(any), binaryData: map(any) });
export const webhookConfiguration = obj({
  webhooks: arr(obj({
    name: str,
    failurePolicy: str,
    clientConfig: obj({ url: str, service: obj({ name: str, namespace: str, path: str, port: num }) }),
    namespaceSelector: labelSelector,
    objectSelector: labelSelector,
  })),
});
export type WebhookConfiguration = Of<typeof webhookConfiguration>;
export const customResourceDefinition = obj({ group: str, names: obj({ kind: str }) });
export const nothing = obj({});
