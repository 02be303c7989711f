import { ApiObject, JsonPatch } from 'cdk8s';
import { meshOrScope } from './grpc-bootstrap';
import { projectNumber } from '../google/names';
import * as names from '../grammar/names';
import { defined } from '../grammar/plain';

/** What the proxy of a machine is told. */
export interface MachineProxyProps {
  /**
   * Mesh whose routes it takes.
   *
   * @default - none; then it takes those of a scope
   */
  readonly mesh?: string;
  /**
   * Scope of the gateways whose routes it takes, for a machine at the edge. `NAMESPACE-NAME` of an `IngressGateway`.
   *
   * @default - none; then it takes those of a mesh
   */
  readonly scope?: string;
  /**
   * Number of the project of the mesh.
   *
   * @default - that of the machine
   */
  readonly projectNumber?: string;
  /**
   * Ports on which the machine's own service listens; what comes to them passes the proxy.
   *
   * @default - none: it is a client only
   */
  readonly servingPorts?: number[];
  /**
   * Labels of the proxy, which endpoint policies select by.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };
  /**
   * Port by which the proxy takes over what programs send. It is the mesh's `interceptionPort`.
   *
   * @default 15001
   */
  readonly proxyPort?: number;
  /**
   * Whether requests are traced.
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
   * Whether everything that programs send is taken over.
   *
   * @default true
   */
  readonly interceptOutbound?: boolean;
  /**
   * Addresses that are left alone.
   *
   * @default - none
   */
  readonly excludeOutboundRanges?: string[];
  /**
   * Ports that are left alone.
   *
   * @default - none
   */
  readonly excludeOutboundPorts?: number[];
  /**
   * Whether names are looked up by the proxy.
   *
   * @default false
   */
  readonly interceptDns?: boolean;
}

type Json = { [k: string]: unknown };

const ARCHIVE = 'service-proxy-agent/releases/service-proxy-agent-0.2.tgz';

/** Fetches the agent, from a bucket near the machine if it has one, and starts it; the agent installs the proxy. */
const INSTALL = `#!/bin/bash
dir=$(mktemp -d)
zone=$(curl --silent -H Metadata-Flavor:Google http://metadata.google.internal/computeMetadata/v1/instance/zone | cut -d/ -f4)
sudo gsutil cp "gs://gce-service-proxy-$zone/${ARCHIVE}" "$dir" || sudo gsutil cp "gs://gce-service-proxy/${ARCHIVE}" "$dir"
sudo tar -xzf "$dir/service-proxy-agent-0.2.tgz" -C "$dir"
export SERVICE_PROXY_AGENT_DIRECTORY="$dir"
"$dir/service-proxy-agent/service-proxy-agent-bootstrap.sh"`;

/**
 * The Envoy of a machine in Compute Engine that takes its routes from service routing: what an instance template says so that machines install
 * it when they start. It equals what `gcloud compute instance-templates create --service-proxy` writes, whose format Google calls its own.
 *
 * @see https://cloud.google.com/service-mesh/legacy/load-balancing-apis/auto-envoy-options
 *
 * @example
 * const proxy = mesh.MachineProxy.of({ mesh: 'shop', servingPorts: [8080], labels: { service: 'cart', namespace: 'shop' } });
 * const forTheTemplate: { [key: string]: string } = proxy.metadata; // or proxy.addTo(template)
 */
export class MachineProxy {
  /**
   * A proxy from its facts.
   *
   * @throws when it is told of a mesh and a scope, or of neither
   */
  public static of(props: MachineProxyProps): MachineProxy {
    meshOrScope('MachineProxy.of', props);
    if (props.projectNumber !== undefined) {
      projectNumber('MachineProxy.of: projectNumber', props.projectNumber);
    }
    [...props.servingPorts ?? [], ...props.excludeOutboundPorts ?? []].forEach((p) => names.port('MachineProxy.of: a port', p));
    return new MachineProxy(props);
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
   * @throws when the object is no ComputeInstanceTemplate, or its machines have no service account with the scope cloud-platform
   */
  public addTo(template: ApiObject): void {
    if (template.kind !== 'ComputeInstanceTemplate') {
      throw new Error(`MachineProxy.addTo: '${template.node.path}' must be a ComputeInstanceTemplate, got: '${template.kind}'`);
    }
    const json = template.toJson();
    const scopes: string[] = json.spec?.serviceAccount?.scopes ?? [];
    if (!scopes.some((s) => s.endsWith('cloud-platform'))) {
      throw new Error(`instance template '${template.node.path}': the proxy asks for its routes as the machine's service account; give it one, with the scope cloud-platform`);
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
