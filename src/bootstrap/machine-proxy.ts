import { ApiObject, JsonPatch } from 'cdk8s';
import { meshOrScope } from './grpc-bootstrap';
import { projectNumber } from '../google/names';
import * as names from '../grammar/names';
import { defined } from '../grammar/plain';
import { guarded } from '../guard/guard';

/** Settings of the proxy of a VM. */
export interface MachineProxyProps {
  /**
   * Mesh whose routes it gets.
   *
   * @default - none; then it gets those of a scope
   */
  readonly mesh?: string;
  /**
   * Scope of the gateways whose routes it gets, for a VM at the edge. `NAMESPACE-NAME` of an `IngressGateway`.
   *
   * @default - none; then it gets those of a mesh
   */
  readonly scope?: string;
  /**
   * Number of the project of the mesh.
   *
   * @default - the number of the VM's project
   */
  readonly projectNumber?: string;
  /**
   * Ports on which the service of the VM listens; traffic to them passes through the proxy.
   *
   * @default - none: the VM is only a client
   */
  readonly servingPorts?: number[];
  /**
   * Labels of the proxy, for the selectors of endpoint policies.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };
  /**
   * Port to which outbound traffic is redirected: the mesh's `interceptionPort`.
   *
   * @default 15001
   */
  readonly proxyPort?: number;
  /**
   * Whether to trace requests.
   *
   * @default false
   */
  readonly tracing?: boolean;
  /**
   * File to which requests are logged.
   *
   * @default - none
   */
  readonly accessLog?: string;
  /**
   * Whether all outbound traffic is intercepted.
   *
   * @default true
   */
  readonly interceptOutbound?: boolean;
  /**
   * Destination addresses that are not intercepted: IP addresses or CIDR ranges.
   *
   * @default - none
   */
  readonly excludeOutboundRanges?: string[];
  /**
   * Destination ports that are not intercepted.
   *
   * @default - none
   */
  readonly excludeOutboundPorts?: number[];
  /**
   * Whether the proxy answers DNS requests.
   *
   * @default false
   */
  readonly interceptDns?: boolean;
}

type Json = { [k: string]: unknown };

const ARCHIVE = 'service-proxy-agent/releases/service-proxy-agent-0.2.tgz';

/** Downloads the agent, from a bucket near the VM if there is one, and starts it; the agent installs the proxy. */
const INSTALL = `#!/bin/bash
dir=$(mktemp -d)
zone=$(curl --silent -H Metadata-Flavor:Google http://metadata.google.internal/computeMetadata/v1/instance/zone | cut -d/ -f4)
sudo gsutil cp "gs://gce-service-proxy-$zone/${ARCHIVE}" "$dir" || sudo gsutil cp "gs://gce-service-proxy/${ARCHIVE}" "$dir"
sudo tar -xzf "$dir/service-proxy-agent-0.2.tgz" -C "$dir"
export SERVICE_PROXY_AGENT_DIRECTORY="$dir"
"$dir/service-proxy-agent/service-proxy-agent-bootstrap.sh"`;

/**
 * The Envoy of a Compute Engine VM that gets its routes from service routing: the metadata of an instance template whose VMs install the proxy when they
 * start. It equals the output of `gcloud compute instance-templates create --service-proxy`, in a format that Google does not document.
 *
 * @see https://cloud.google.com/service-mesh/legacy/load-balancing-apis/auto-envoy-options
 *
 * @example
 * const proxy = mesh.MachineProxy.create({ mesh: 'shop', servingPorts: [8080], labels: { service: 'cart', namespace: 'shop' } });
 * const forTheTemplate: { [key: string]: string } = proxy.metadata; // or proxy.addTo(template)
 */
export class MachineProxy {
  /**
   * Creates the settings of a proxy.
   *
   * @throws when both or neither of mesh and scope are set, or when a port, an address range, a label or the log file is invalid
   */
  public static create(props: MachineProxyProps): MachineProxy {
    meshOrScope('MachineProxy.create', props);
    if (props.projectNumber !== undefined) {
      projectNumber('MachineProxy.create: projectNumber', props.projectNumber);
    }
    [...props.servingPorts ?? [], ...props.excludeOutboundPorts ?? [], ...props.proxyPort === undefined ? [] : [props.proxyPort]].forEach((p) => names.port('MachineProxy.create: a port', p));
    props.excludeOutboundRanges?.forEach((range, i) => names.addressRange(`MachineProxy.create: excludeOutboundRanges[${i}]`, range));
    for (const [key, value] of Object.entries(props.labels ?? {})) {
      names.labelKey('MachineProxy.create: a key of labels', key);
      names.labelValue(`MachineProxy.create: label '${key}'`, value);
    }
    if (props.accessLog !== undefined && !/^\/[^\0-\x1f\x7f]+$/.test(props.accessLog)) { // eslint-disable-line no-control-regex
      throw new Error(`MachineProxy.create: accessLog must be the absolute path of a file, such as '/var/log/envoy/access.log', got: ${JSON.stringify(props.accessLog)}`);
    }
    return new MachineProxy(props);
  }

  /**
   * The earlier name of `MachineProxy.create`.
   *
   * @deprecated use `create`
   */
  public static of(props: MachineProxyProps): MachineProxy {
    return MachineProxy.create(props);
  }

  private constructor(private readonly props: MachineProxyProps) {}

  /** The metadata of the instance template, by key. */
  public get metadata(): { [key: string]: string } {
    const recipe = { name: 'install-gce-service-proxy-agent', desired_state: 'INSTALLED', installSteps: [{ scriptRun: { script: INSTALL } }] };
    return {
      'enable-guest-attributes': 'TRUE',
      'enable-osconfig': 'true',
      'gce-service-proxy': JSON.stringify(this.configuration()),
      'gce-software-declaration': JSON.stringify({ softwareRecipes: [recipe] }),
    };
  }

  /**
   * Adds the metadata and the label `gce-service-proxy: on` to an instance template of Config Connector.
   *
   * @throws when the object is not a ComputeInstanceTemplate, or its VMs have no service account with the scope cloud-platform
   */
  public addTo(template: ApiObject): void {
    if (template.kind !== 'ComputeInstanceTemplate') {
      throw new Error(`MachineProxy.addTo: '${template.node.path}' must be a ComputeInstanceTemplate, got: '${template.kind}'`);
    }
    const json = template.toJson();
    const scopes: string[] = json.spec?.serviceAccount?.scopes ?? [];
    if (!scopes.some((s) => s.endsWith('cloud-platform'))) {
      throw new Error(`instance template '${template.node.path}': it has no service account, which the proxy needs to fetch its configuration; add one with the scope cloud-platform`);
    }
    const ours = Object.entries(this.metadata).map(([key, value]) => ({ key, value }));
    const kept = (json.spec.metadata ?? []).filter((m: { key: string }) => !ours.some((o) => o.key === m.key));
    template.addJsonPatch(JsonPatch.add('/spec/metadata', [...kept, ...ours]));
    template.metadata.addLabel('gce-service-proxy', 'on');
  }

  private configuration(): Json {
    const p = this.props;
    return defined({
      'api-version': '0.2',
      'proxy-spec': defined({
        'proxy-port': p.proxyPort ?? 15001,
        'tracing': p.tracing === undefined ? undefined : p.tracing ? 'ON' : 'OFF',
        'access-log': p.accessLog,
        'mesh': p.mesh,
        'scope': p.scope,
        'project-number': p.projectNumber,
        'network': '',
      }),
      'service': p.servingPorts?.length ? { 'serving-ports': p.servingPorts } : undefined,
      'traffic-interception': defined({
        'intercept-all-outbound': p.interceptOutbound ?? true,
        'exclude-outbound-ip-ranges': p.excludeOutboundRanges,
        'exclude-outbound-port-ranges': p.excludeOutboundPorts?.map(String),
        'intercept-dns': p.interceptDns || undefined,
      }),
      'labels': p.labels,
    });
  }
}
guarded(MachineProxy, 'MachineProxy');
