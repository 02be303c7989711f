import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { MachineBootstrapProps } from './machine-bootstrap-props';
import type { MachineGroup } from './machine-group';
import { emit } from '../emit/emit';
import * as names from '../grammar/names';
import { byKey } from '../grammar/order';
import { guarded } from '../guard/guard';
import type { Injector } from '../injection/engine/injector';
import { overlayProxyConfig } from '../injection/engine/proxy-config';
import { innerYaml } from '../model/inner-yaml';
import { shellVariables, shellWord } from '../model/shell';

type Json = Record<string, any>;

/** Files that the agent reads, and their paths. */
const PLACES: readonly [file: string, place: string, mode: string][] = [
  ['root-cert.pem', '/etc/certs/root-cert.pem', '0644'],
  ['istio-token', '/var/run/secrets/tokens/istio-token', '0600'],
  ['cluster.env', '/var/lib/istio/envoy/cluster.env', '0644'],
  ['mesh.yaml', '/etc/istio/config/mesh', '0644'],
];
/** The user that the agent's package creates. */
const USER = 'istio-proxy';

/**
 * The files with which the proxy of a VM joins a mesh as a member of a WorkloadGroup: the output of `istioctl x workload entry configure` except the two
 * secrets, for which there are commands. Returned by `mesh.machineBootstrap`.
 *
 * @see https://istio.io/latest/docs/setup/install/virtual-machine/
 */
export class MachineBootstrap {
  /** @internal */
  public static _of(injector: Injector, namespace: string, group: MachineGroup, props: MachineBootstrapProps): MachineBootstrap {
    const what = `the machines of WorkloadGroup '${group.namespace}/${group.name}'`;
    refuse(what, props);
    const { template = {}, metadata = {}, probe } = group.spec;
    const serviceAccount: string = names.dnsName(`${what}: template.serviceAccount`, template.serviceAccount || 'default');
    names.dnsLabel(`${what}: the namespace`, group.namespace);
    names.dnsName(`${what}: the name`, group.name);
    const istiod = `istiod${injector.revision ? `-${injector.revision}` : ''}.${namespace}.svc`;
    const proxyConfig = [group.annotations, metadata.annotations].reduce<Json>(
      (config, annotations) => overlayProxyConfig(config, annotations?.['proxy.istio.io/config']),
      { discoveryAddress: `${istiod}:15012`, ...injector.mesh.defaultConfig, readinessProbe: probe },
    );
    const declared = { ...proxyConfig, proxyMetadata: { ...proxyConfig.proxyMetadata, ...identity(injector, group, serviceAccount, props) } };
    const files = {
      'cluster.env': shellVariables(`${what}: proxyMetadata`, clusterEnv(injector, group, serviceAccount, declared, `${istiod}:15012`, props)),
      'mesh.yaml': innerYaml({ defaultConfig: JSON.parse(JSON.stringify(declared)) }, { lineWidth: -1, noRefs: true, sortKeys: true }),
      'hosts': props.istiodAddress === undefined ? '' : `${props.istiodAddress} ${istiod}\n`,
    };
    const seconds = props.tokenLifetime?.toSeconds() ?? 3600;
    return new MachineBootstrap(files, group, [
      `kubectl create token ${serviceAccount} --namespace ${group.namespace} --audience ${shellWord(String(injector.values.global.sds?.token?.aud ?? 'istio-ca'))} --duration ${seconds}s > istio-token`,
      `kubectl get configmap istio-ca-root-cert --namespace ${group.namespace} --output 'jsonpath={.data.root-cert\\.pem}' > root-cert.pem`,
    ]);
  }

  private constructor(
    /** The files by name: `cluster.env`, `mesh.yaml`, and `hosts`, whose line is added to the VM's `/etc/hosts`. */
    public readonly files: { [name: string]: string },
    private readonly group: MachineGroup,
    /**
     * Commands that create the files which do not belong in the app's output: the proxy's bootstrap token (`istio-token`) and the root certificate that it
     * trusts (`root-cert.pem`).
     */
    public readonly commands: string[],
  ) {}

  /** A script that copies the files from its working directory to the paths that the agent reads. */
  public get script(): string {
    return [
      '#!/bin/sh',
      'set -eu',
      'mkdir -p /etc/istio/proxy /etc/istio/config /etc/certs /var/lib/istio/envoy /var/run/secrets/tokens',
      ...PLACES.map(([file, place, mode]) => `install -m ${mode} ${file} ${place}`),
      ...this.files.hosts ? ['cat hosts >> /etc/hosts'] : [],
      `chown -R ${USER} /etc/istio /etc/certs /var/lib/istio /var/run/secrets/tokens`,
      'systemctl restart istio',
      '',
    ].join('\n');
  }

  /**
   * Stores the files in a ConfigMap in the WorkloadGroup's namespace, for tools that provision VMs. It does not contain the two secrets.
   *
   * @param scope its parent
   * @param id the construct's id, and the name
   */
  public toConfigMap(scope: Construct, id: string): ApiObject {
    const data = { ...this.files, 'setup.sh': this.script, 'secrets.sh': ['#!/bin/sh', 'set -eu', ...this.commands, ''].join('\n') };
    return emit(scope, { id, apiVersion: 'v1', kind: 'ConfigMap', name: id, namespace: this.group.namespace, render: () => ({ data }) });
  }
}
guarded(MachineBootstrap, 'MachineBootstrap');

function refuse(what: string, props: MachineBootstrapProps): void {
  for (const field of ['istiodAddress', 'internalIp', 'externalIp'] as const) {
    if (props[field] !== undefined) names.ipAddress(`${what}: ${field}`, props[field]);
  }
  if (props.internalIp !== undefined && props.externalIp !== undefined) throw new Error(`${what}: internalIp and externalIp are both set, but the mesh reaches a VM at one of them; remove one`);
  if (props.tokenLifetime && props.tokenLifetime.toSeconds() < 600) throw new Error(`${what}: tokenLifetime must be at least 10 minutes, the shortest lifetime that Kubernetes accepts, got: ${props.tokenLifetime.toHumanString()}`);
}

/** Values that the proxy of a pod reads from the pod. */
function identity(injector: Injector, group: MachineGroup, serviceAccount: string, props: MachineBootstrapProps): Json {
  const { template = {}, metadata = {} } = group.spec;
  const labels: Record<string, string> = { ...metadata.labels, ...template.labels };
  const name = labels['service.istio.io/canonical-name'] || labels['app.kubernetes.io/name'] || labels.app || group.name;
  const revision = labels['service.istio.io/canonical-revision'] || labels['app.kubernetes.io/version'] || labels.version || 'latest';
  const all = { ...labels, 'service.istio.io/canonical-name': name, 'service.istio.io/canonical-revision': revision };
  const ports = Object.keys(template.ports ?? {}).sort().map((key) => ({ name: key, containerPort: template.ports[key], protocol: '' }));
  return {
    CANONICAL_SERVICE: name,
    CANONICAL_REVISION: revision,
    POD_NAMESPACE: group.namespace,
    SERVICE_ACCOUNT: serviceAccount,
    TRUST_DOMAIN: injector.mesh.trustDomain,
    ISTIO_META_CLUSTER_ID: props.clusterName ?? (injector.values.global.multiCluster?.clusterName || 'Kubernetes'),
    ISTIO_META_MESH_ID: injector.mesh.defaultConfig?.meshId ?? '',
    ISTIO_META_NETWORK: template.network ?? '',
    ...ports.length > 0 && { ISTIO_META_POD_PORTS: JSON.stringify(ports) },
    ISTIO_META_WORKLOAD_NAME: group.name,
    ISTIO_METAJSON_LABELS: JSON.stringify(Object.fromEntries(Object.entries(all).sort(byKey))),
    ...(props.captureDns ?? true) && { ISTIO_META_DNS_CAPTURE: 'true' },
    ...(props.autoRegister ?? true) && { ISTIO_META_AUTO_REGISTER_GROUP: group.name },
  };
}

/** Settings for traffic redirection, read from the VM's environment. */
function clusterEnv(injector: Injector, group: MachineGroup, serviceAccount: string, declared: Json, istiod: string, props: MachineBootstrapProps): Record<string, string> {
  const ports: number[] = (Object.values(group.spec.template?.ports ?? {}) as number[]).sort((a, b) => a - b);
  const status = declared.statusPort ?? 15020;
  return {
    ...declared.proxyMetadata,
    ISTIO_INBOUND_PORTS: ports.length > 0 ? ports.join(',') : '*',
    ISTIO_NAMESPACE: group.namespace,
    ISTIO_SERVICE: `${group.name}.${group.namespace}`,
    ISTIO_SERVICE_CIDR: '*',
    // keeps ssh working: the VM must stay reachable
    ISTIO_LOCAL_EXCLUDE_PORTS: ['22', '15090', '15021', ...[15090, 15021].includes(status) ? [] : [status]].join(','),
    SERVICE_ACCOUNT: serviceAccount,
    ...injector.revision && { CA_ADDR: istiod },
    ...props.internalIp !== undefined && { ISTIO_SVC_IP: props.internalIp },
    ...props.externalIp !== undefined && { ISTIO_SVC_IP: props.externalIp, REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION: 'true' },
  };
}
