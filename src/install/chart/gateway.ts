import { env, ifSet, isSet, Manifest, partOfIstio, Release, resources, scalar, text, texts } from './manifest';
import { Values } from '../values/kinds';

const NETWORK_PORTS = [['status-port', 15021], ['tls', 15443], ['tls-istiod', 15012], ['tls-webhook', 15017]] as const;

/** A gateway on its own: an Envoy that istiod configures, with its Service, account, and autoscaling. */
export function renderGateway(values: Values, release: Release): Manifest[] {
  const gateway = new Gateway(values, release);
  return [
    ...values.serviceAccount.create ? [gateway.serviceAccount()] : [],
    ...values.rbac.enabled ? gateway.role() : [],
    ...values.service.type === 'None' ? [] : [gateway.service()],
    gateway.workload(),
    ...values.autoscaling.enabled && values.kind === 'Deployment' ? [gateway.autoscaler()] : [],
    ...gateway.promisedReplicas() > 1 && isSet(values.podDisruptionBudget) ? [gateway.disruptionBudget()] : [],
    ...values.global.networkPolicy?.enabled ? [gateway.networkPolicy()] : [],
  ];
}

class Gateway {
  private readonly name: string;
  private readonly account: string;
  private readonly selector: Record<string, string>;
  private readonly ownLabels: Record<string, string>;

  public constructor(private readonly values: Values, private readonly release: Release) {
    this.name = text(values.name) || release.name || 'istio-ingressgateway';
    this.account = text(values.serviceAccount.name) || (values.serviceAccount.create ? this.name : 'default');
    const { app, istio, ...labels } = values.labels ?? {};
    this.selector = texts({ app: app ?? this.name, istio: istio ?? this.name.replace(/^istio-/, '') });
    this.ownLabels = texts(labels);
  }

  private metadata(name = this.name, annotations: Values | undefined = this.values.annotations): Values {
    return {
      name,
      namespace: this.release.namespace,
      labels: { ...partOfIstio(this.name), ...this.selector, ...this.ownLabels },
      annotations: ifSet(annotations),
    };
  }

  public serviceAccount(): Manifest {
    return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: this.metadata(this.account, this.values.serviceAccount.annotations ?? {}) };
  }

  /** For Istio's own Gateway kind, certificates are Secrets in the gateway's namespace. */
  public role(): Manifest[] {
    return [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: this.metadata(this.account),
        rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'watch', 'list'] }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: this.metadata(this.account),
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: this.account },
        subjects: [{ kind: 'ServiceAccount', name: this.account }],
      },
    ];
  }

  public service(): Manifest {
    const { service, networkGateway, annotations } = this.values;
    const balanced = service.type === 'LoadBalancer';
    const metadata = this.metadata(this.name, { ...annotations, ...service.annotations });
    if (isSet(networkGateway)) metadata.labels['topology.istio.io/network'] = text(networkGateway);
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: service.type,
        clusterIP: ifSet(service.clusterIP),
        loadBalancerIP: ifSet(service.loadBalancerIP),
        allocateLoadBalancerNodePorts: balanced ? service.allocateLoadBalancerNodePorts : undefined,
        loadBalancerClass: balanced ? ifSet(service.loadBalancerClass) : undefined,
        loadBalancerSourceRanges: ifSet(service.loadBalancerSourceRanges),
        ipFamilyPolicy: ifSet(service.ipFamilyPolicy),
        ipFamilies: ifSet(service.ipFamilies),
        externalTrafficPolicy: ifSet(service.externalTrafficPolicy),
        internalTrafficPolicy: ifSet(service.internalTrafficPolicy),
        healthCheckNodePort: ifSet(scalar(service.healthCheckNodePort)),
        ports: this.ports(),
        externalIPs: ifSet(service.externalIPs),
        selector: { ...this.selector, ...service.selectorLabels },
      },
    };
  }

  private ports(): Values[] {
    const { service, networkGateway, networkGatewayPorts } = this.values;
    if (isSet(networkGateway)) {
      return NETWORK_PORTS.map(([name, usual]) => {
        const own = networkGatewayPorts?.[name];
        if (!own) throw new Error(`networkGatewayPorts.${name} is required for a network gateway; set the port`);
        return { name, port: own.port, targetPort: own.targetPort || usual, protocol: own.protocol || 'TCP' };
      });
    }
    if (!isSet(service.ports)) throw new Error(`service.ports must not be empty, as only a network gateway has default ports, got: ${JSON.stringify(service.ports)}`);
    return service.ports;
  }

  public workload(): Manifest {
    const { values } = this;
    return {
      apiVersion: 'apps/v1',
      kind: values.kind || 'Deployment',
      metadata: this.metadata(),
      spec: {
        replicas: values.autoscaling.enabled ? undefined : scalar(values.replicaCount),
        strategy: ifSet(values.strategy),
        minReadySeconds: ifSet(scalar(values.minReadySeconds)),
        selector: { matchLabels: this.selector },
        template: {
          metadata: {
            annotations: ifSet(values.podAnnotations),
            labels: {
              'sidecar.istio.io/inject': 'true',
              'istio.io/rev': ifSet(values.revision),
              ...this.selector,
              ...partOfIstio(this.name),
              ...this.ownLabels,
              'topology.istio.io/network': isSet(values.networkGateway) ? text(values.networkGateway) : this.ownLabels['topology.istio.io/network'],
            },
          },
          spec: this.podSpec(),
        },
      },
    };
  }

  private podSpec(): Values {
    const { values } = this;
    return {
      imagePullSecrets: ifSet(values.imagePullSecrets),
      serviceAccountName: this.account,
      // the setting allows a non-root gateway to listen on 80 and 443
      securityContext: ifSet(values.securityContext) ?? { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] },
      volumes: ifSet(values.volumes),
      initContainers: ifSet(values.initContainers),
      containers: [this.proxy(), ...values.additionalContainers ?? []],
      nodeSelector: ifSet(values.nodeSelector),
      affinity: ifSet(values.affinity),
      tolerations: ifSet(values.tolerations),
      topologySpreadConstraints: ifSet(values.topologySpreadConstraints),
      dnsPolicy: ifSet(values.dnsPolicy),
      dnsConfig: ifSet(values.dnsConfig),
      terminationGracePeriodSeconds: scalar(values.terminationGracePeriodSeconds),
      priorityClassName: ifSet(values.priorityClassName),
    };
  }

  private proxy(): Values {
    const { values } = this;
    const network = values.networkGateway;
    return {
      name: 'istio-proxy',
      image: 'auto', // istiod fills it in when the pod is made
      imagePullPolicy: ifSet(values.imagePullPolicy),
      securityContext: ifSet(values.containerSecurityContext) ?? {
        capabilities: { drop: ['ALL'] },
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
      },
      env: ifSet([
        ...isSet(network) ? [{ name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: text(network) }] : [],
        ...env(values.env),
        ...values.envVarFrom ?? [],
      ]),
      ports: [{ containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' }],
      resources: resources(values.resources),
      volumeMounts: ifSet(values.volumeMounts),
      readinessProbe: ifSet(values.readinessProbe),
      lifecycle: ifSet(values.lifecycle),
    };
  }

  public autoscaler(): Manifest {
    const { autoscaling, kind } = this.values;
    const metric = (name: string, percent: unknown): Values[] => isSet(percent)
      ? [{ type: 'Resource', resource: { name, target: { averageUtilization: scalar(percent), type: 'Utilization' } } }] : [];
    return {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: this.metadata(),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind, name: this.name },
        minReplicas: scalar(autoscaling.minReplicas),
        maxReplicas: scalar(autoscaling.maxReplicas),
        metrics: ifSet([...metric('cpu', autoscaling.targetCPUUtilizationPercentage), ...metric('memory', autoscaling.targetMemoryUtilizationPercentage)]),
        behavior: ifSet(autoscaling.autoscaleBehavior),
      },
    };
  }

  /** The guaranteed number of replicas. */
  public promisedReplicas(): number {
    return Number((this.values.autoscaling.enabled ? this.values.autoscaling.minReplicas : this.values.replicaCount) ?? 0);
  }

  public disruptionBudget(): Manifest {
    return {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: this.metadata(this.name, {}),
      spec: { selector: { matchLabels: this.selector }, ...this.values.podDisruptionBudget },
    };
  }

  public networkPolicy(): Manifest {
    const { values } = this;
    const revision = text(values.revision);
    const tcp = (port: number): Values => ({ protocol: 'TCP', port });
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: {
        name: `${this.name}${revision ? `-${revision}` : ''}`,
        namespace: this.release.namespace,
        labels: {
          'istio.io/rev': revision || 'default',
          'install.operator.istio.io/owning-resource': text(values.ownerName) || 'unknown',
          'operator.istio.io/component': 'Gateway',
          ...partOfIstio(this.name),
          ...this.selector,
          ...this.ownLabels,
        },
      },
      spec: {
        podSelector: { matchLabels: this.selector },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          { ports: [tcp(15021)] },
          { ports: [tcp(15020), tcp(15090)] },
          ...(values.service.ports ?? []).map((port: Values) => ({ ports: [{ protocol: port.protocol || 'TCP', port: port.targetPort || port.port }] })),
        ],
        egress: [{}],
      },
    };
  }
}
