/** Settings of an app for managed istiod that Traffic Director does not support. */
export const APP = `apiVersion: v1
kind: ConfigMap
metadata: { name: istio-asm-managed, namespace: istio-system }
data:
  mesh: |
    accessLogFile: /dev/stdout
    accessLogEncoding: JSON
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec:
  host: cart
  trafficPolicy:
    tunnel: { targetHost: a.example, targetPort: 80 }
    tls: { mode: MUTUAL, credentialName: client, subjectAltNames: ["spiffe://old.example/ns/shop/sa/cart"] }
    loadBalancer: { localityLbSetting: { enabled: true } }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: bank, namespace: shop }
spec:
  hosts: [api.bank.example]
  ports: [{ number: 443, name: tls, protocol: TLS }]
  location: MESH_INTERNAL
  resolution: DNS_ROUND_ROBIN
  subjectAltNames: [api.bank.example]
  endpoints: [{ address: a.bank.example, weight: 1 }, { address: b.bank.example, locality: eu }]
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  ingress: [{ port: { number: 80, name: http, protocol: HTTP } }]
  egress: [{ hosts: ["./*"], bind: 0.0.0.0 }]
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: users, namespace: shop }
spec: { jwtRules: [{ issuer: a, jwksUri: "https://idp.example/keys" }, { issuer: "https://b.example" }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: asker, namespace: shop }
spec:
  action: CUSTOM
  provider: { name: asker }
  rules: [{ when: [{ key: source.principal, values: [old.example/ns/shop/sa/web] }] }]
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: { name: vm, namespace: shop }
spec: { address: 10.0.0.1 }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec: { hosts: [cart], http: [{ delegate: { name: other } }] }
`;

/** An in-cluster control plane, with all of its objects. */
export const IN_CLUSTER = `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
spec: { profile: default }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: istiod, namespace: istio-system, labels: { app: istiod } }
spec: { selector: {}, template: { metadata: { labels: { istio.io/rev: default } }, spec: { containers: [{ name: discovery, image: pilot }] } } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "rootNamespace: istio-system" }
---
apiVersion: v1
kind: Secret
metadata: { name: cacerts, namespace: istio-system }
---
apiVersion: v1
kind: Secret
metadata: { name: istio-remote-secret-us, namespace: istio-system, labels: { istio/multiCluster: "true" } }
---
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/rev: 1-31-0 } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress, namespace: edge }
spec: { selector: {}, template: { metadata: { labels: { istio.io/rev: canary } }, spec: { containers: [{ name: istio-proxy, image: auto }] } } }
`;

/** Pods and gateways that a managed control plane does not support, for either implementation. */
export const WORKLOADS = `apiVersion: v1
kind: Namespace
metadata: { name: quiet, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec: { gatewayClassName: istio, listeners: [] }
---
apiVersion: extensions.istio.io/v1alpha1
kind: WasmPlugin
metadata: { name: a, namespace: shop }
spec: { url: "oci://a" }
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: a, namespace: shop }
spec: { configPatches: [{ applyTo: CLUSTER, patch: { operation: MERGE, value: {} } }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: log, namespace: shop }
spec: { action: AUDIT }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  selector: {}
  template:
    metadata:
      annotations: { sidecar.istio.io/proxyImageType: debug, inject.istio.io/templates: "sidecar,spire", sidecar.istio.io/bootstrapOverride: mine }
      labels: { sidecar.istio.io/inject: "true" }
    spec: { hostNetwork: true, runtimeClassName: gvisor, containers: [{ name: app, image: a }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: outside, namespace: shop }
spec:
  selector: {}
  template:
    metadata: { annotations: { sidecar.istio.io/bootstrapOverride: mine }, labels: { sidecar.istio.io/inject: "false" } }
    spec: { hostNetwork: true, containers: [{ name: app, image: a }] }
`;
