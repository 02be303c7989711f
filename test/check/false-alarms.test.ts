import { checkManifests } from '../../src/check/engine/run';
import { parseManifests } from '../../src/check/files/yaml';
import { Severity } from '../../src/check/finding';
import { CHECKS, LAYERS } from '../../src/check/registry';

const SHOP = `apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}`;
/** A service account, and a Deployment that uses it. */
const program = (name: string, namespace: string): string => `apiVersion: v1
kind: ServiceAccount
metadata: {name: ${name}, namespace: ${namespace}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      serviceAccountName: ${name}
      containers: [{name: app, image: "x:1", ports: [{containerPort: 8080}]}]`;
const service = (name: string, namespace: string, app = name): string => `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {selector: {app: ${app}}, ports: [{name: http, port: 80, targetPort: 8080}]}`;

/** Valid configurations from the field in a complete world: each once caused a false alarm. */
const RIGHT: readonly (readonly [name: string, yaml: string])[] = [
  ['the Service that Knative makes', `${SHOP}
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: hello, namespace: shop}
spec: {template: {spec: {containers: [{image: x:1, ports: [{containerPort: 8080}]}]}}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: hello, namespace: shop}
spec: {hosts: [hello.shop.svc.cluster.local], http: [{route: [{destination: {host: hello.shop.svc.cluster.local}}]}]}
`],
  ['the Services that KServe makes', `${SHOP}
---
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: iris, namespace: shop}
spec: {predictor: {sklearn: {storageUri: "gs://x"}}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: iris, namespace: shop}
spec: {hosts: [iris.example.com], gateways: [mesh], http: [{route: [{destination: {host: iris-predictor.shop.svc.cluster.local}}]}]}
`],
  ['the Services that Flagger makes of a Canary', `${SHOP}
---
${program('pod', 'shop')}
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: pod, namespace: shop}
spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: pod}, service: {port: 9898, targetPort: 8080, gateways: [shop/gw], hosts: [app.example.com]}, analysis: {interval: 1m, threshold: 5, stepWeight: 10}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: other, namespace: shop}
spec: {hosts: [other.example.com], gateways: [mesh], http: [{route: [{destination: {host: pod-canary, port: {number: 9898}}, weight: 10},{destination: {host: pod-primary, port: {number: 9898}}, weight: 90}]}]}
`],
  ['the pods of a Rollout of Argo', `${SHOP}
---
${service('web-stable', 'shop', 'web')}
---
${service('web-canary', 'shop', 'web')}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {serviceAccountName: web, containers: [{name: a, image: "x:1", ports: [{containerPort: 8080}]}]}}
  strategy: {canary: {stableService: web-stable, canaryService: web-canary, trafficRouting: {istio: {virtualService: {name: web}, destinationRule: {name: web, canarySubsetName: canary, stableSubsetName: stable}}}}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec: {hosts: [web], http: [{name: primary, route: [{destination: {host: web, subset: stable}, weight: 100}, {destination: {host: web, subset: canary}, weight: 0}]}]}
---
${service('web', 'shop')}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: web, namespace: shop}
spec: {host: web, subsets: [{name: canary, labels: {app: web}}, {name: stable, labels: {app: web}}]}
`],
  ['accounts and pods of gateways and waypoints that istiod deploys', `apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}}
---
${program('web', 'shop')}
---
${service('web', 'shop')}
---
${program('api', 'shop')}
---
${service('api', 'shop')}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: waypoint, namespace: shop, labels: {istio.io/waypoint-for: service}}
spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: a, namespace: shop}
spec: {targetRefs: [{kind: Service, group: "", name: web}], rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/edge-istio, cluster.local/ns/shop/sa/api]}}]}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: b, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/waypoint]}}]}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: c, namespace: shop}
spec: {selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: edge}}, rules: [{to: [{operation: {ports: ["80"]}}]}]}
`],
  ['a mesh that is Linkerd', `apiVersion: v1
kind: Namespace
metadata: {name: emoji, annotations: {linkerd.io/inject: enabled}}
---
apiVersion: policy.linkerd.io/v1beta3
kind: Server
metadata: {name: web, namespace: emoji}
spec: {podSelector: {matchLabels: {app: web}}, port: 8080}
---
apiVersion: policy.linkerd.io/v1beta3
kind: HTTPRoute
metadata: {name: web, namespace: emoji}
spec: {parentRefs: [{name: web, kind: Server, group: policy.linkerd.io}], rules: [{matches: [{path: {value: /}}]}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web2, namespace: emoji}
spec: {parentRefs: [{name: web, kind: Service, group: core, port: 80}], rules: [{backendRefs: [{name: web, port: 80}]}]}
---
${service('web', 'emoji')}
---
${program('web', 'emoji')}
---
`],
  ['Secrets of Certificate, ExternalSecret, SealedSecret, Vault, Ingress, CSI and SOPS', `apiVersion: v1
kind: Namespace
metadata: {name: edge, labels: {istio-injection: enabled}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: gw, namespace: edge}
spec:
  selector: {matchLabels: {istio: edge}}
  template:
    metadata: {labels: {istio: edge, sidecar.istio.io/inject: "true"}, annotations: {inject.istio.io/templates: gateway}}
    spec: {serviceAccountName: default, containers: [{name: istio-proxy, image: auto}]}
---
apiVersion: v1
kind: Service
metadata: {name: gw, namespace: edge}
spec: {type: LoadBalancer, selector: {istio: edge}, ports: [{name: https, port: 443, targetPort: 443}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: edge}
spec:
  selector: {istio: edge}
  servers:
  - {port: {number: 443, name: h0, protocol: HTTPS}, hosts: [a.example.com], tls: {mode: SIMPLE, credentialName: a-tls}}
  - {port: {number: 443, name: h1, protocol: HTTPS}, hosts: [b.example.com], tls: {mode: SIMPLE, credentialName: b-tls}}
  - {port: {number: 443, name: h2, protocol: HTTPS}, hosts: [c.example.com], tls: {mode: SIMPLE, credentialName: c-tls}}
  - {port: {number: 443, name: h3, protocol: HTTPS}, hosts: [d.example.com], tls: {mode: SIMPLE, credentialName: d-tls}}
  - {port: {number: 443, name: h4, protocol: HTTPS}, hosts: [e.example.com], tls: {mode: SIMPLE, credentialName: e-tls}}
  - {port: {number: 443, name: h5, protocol: HTTPS}, hosts: [f.example.com], tls: {mode: SIMPLE, credentialName: f-tls}}
  - {port: {number: 443, name: h6, protocol: HTTPS}, hosts: [g.example.com], tls: {mode: SIMPLE, credentialName: g-tls}}
  - {port: {number: 443, name: h7, protocol: HTTPS}, hosts: [h.example.com], tls: {mode: SIMPLE, credentialName: h-tls}}
  - {port: {number: 443, name: h8, protocol: HTTPS}, hosts: [i.example.com], tls: {mode: SIMPLE, credentialName: i-tls}}
  - {port: {number: 443, name: h9, protocol: HTTPS}, hosts: [j.example.com], tls: {mode: SIMPLE, credentialName: j-tls}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: a, namespace: edge}
spec: {secretName: a-tls, dnsNames: [a.example.com], issuerRef: {name: x}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: b-tls, namespace: edge}
spec: {secretStoreRef: {name: x}, data: []}
---
apiVersion: external-secrets.io/v1beta1
kind: ExternalSecret
metadata: {name: cc, namespace: edge}
spec: {target: {name: c-tls}}
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: d-tls, namespace: edge}
spec: {encryptedData: {}}
---
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultStaticSecret
metadata: {name: e, namespace: edge}
spec: {destination: {name: e-tls, create: true}}
---
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultPKISecret
metadata: {name: f, namespace: edge}
spec: {destination: {name: f-tls}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: g, namespace: edge, annotations: {cert-manager.io/cluster-issuer: acme}}
spec: {tls: [{hosts: [g.example.com], secretName: g-tls}], defaultBackend: {service: {name: gw, port: {number: 443}}}}
---
apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata: {name: h}
spec: {namespaces: [edge], externalSecretName: h-tls, externalSecretSpec: {target: {name: h-tls}, secretStoreRef: {name: x}}}
---
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: {name: i, namespace: edge}
spec: {provider: gcp, secretObjects: [{secretName: i-tls, type: kubernetes.io/tls}]}
---
apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata: {name: z, namespace: edge}
spec: {secretStoreRefs: [{name: x}], selector: {secret: {name: a-tls}}}
---
apiVersion: isindir.github.com/v1alpha3
kind: SopsSecret
metadata: {name: j, namespace: edge}
spec: {secretTemplates: [{name: j-tls}]}
`],
  ['Secrets of cert-manager\'s annotation', `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: default, annotations: {cert-manager.io/issuer: acme}}
spec: {gatewayClassName: istio, listeners: [{name: https, hostname: a.example.com, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: a-tls}]}}]}
`],
  ['namespaces that every cluster has', `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a, namespace: istio-system}
spec: {hosts: [a.example.com], exportTo: [istio-system, default, kube-system], http: [{directResponse: {status: 200}}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: a, namespace: istio-system}
spec: {rules: [{from: [{source: {namespaces: [default, kube-system, istio-system]}}]}]}
`],
  ['user 1337 of a gateway', `apiVersion: apps/v1
kind: Deployment
metadata: {name: ingress, namespace: edge}
spec:
  selector: {matchLabels: {istio: edge}}
  template:
    metadata: {labels: {istio: edge, sidecar.istio.io/inject: "true"}, annotations: {inject.istio.io/templates: gateway}}
    spec: {securityContext: {runAsUser: 1337}, containers: [{name: istio-proxy, image: auto, securityContext: {runAsUser: 1337}}]}
`],
  ['GCPAuthzPolicy with httpRules', `apiVersion: networking.gke.io/v1
kind: GCPAuthzPolicy
metadata: {name: a, namespace: shop}
spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: g}], action: ALLOW, httpRules: [{to: {operations: [{paths: [{type: Prefix, value: /}]}]}}]}
`],
  ['addresses on a TCP port', `${SHOP}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: db, namespace: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: shop}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      serviceAccountName: db
      containers: [{name: app, image: "x:1", ports: [{containerPort: 5432}]}]
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{name: tcp-db, port: 5432, targetPort: 5432}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: db, namespace: shop}
spec: {selector: {matchLabels: {app: db}}, rules: [{from: [{source: {remoteIpBlocks: [10.0.0.0/8]}}]}]}
`],
  ['a port without a protocol', `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: x, namespace: shop}
spec: {hosts: [x.example.com], ports: [{number: 8443, name: p}], resolution: DNS}
`],
];

test.each(RIGHT)('%s: no error and no warning', (_, yaml) => {
  const manifests = parseManifests('a.yaml', yaml, undefined, (e) => { throw e; });
  const found = checkManifests(manifests, { complete: true }, { checks: CHECKS, layers: LAYERS });
  expect(found.filter((f) => f.severity !== Severity.INFO).map((f) => `${f.code} ${f.message}`)).toEqual([]);
});
