import { meshOrScope, nodeId } from './grpc-bootstrap';
import { projectNumber } from '../google/names';
import * as names from '../grammar/names';
import { guarded } from '../guard/guard';

/** Settings of an Envoy that gets its routes from service routing. */
export interface EnvoyBootstrapProps {
  /** Number of the project of the mesh: digits, not the project's name. */
  readonly projectNumber: string;
  /** Identifies this proxy; usually a UUID. */
  readonly nodeId: string;
  /**
   * Mesh whose routes it gets, as a sidecar.
   *
   * @default - none; then it gets those of a scope
   */
  readonly mesh?: string;
  /**
   * Scope of the gateways whose routes it gets, at the edge. `NAMESPACE-NAME` of an `IngressGateway`.
   *
   * @default - none; then it gets those of a mesh
   */
  readonly scope?: string;
  /**
   * Zone in which it runs, such as `europe-west1-b`. @default - unknown: nearby backends are not preferred
   */
  readonly zone?: string;
  /**
   * Labels of the proxy, for the selectors of endpoint policies.
   *
   * @default - none
   */
  readonly metadata?: { readonly [key: string]: string };
  /**
   * Port to which outbound traffic is redirected.
   *
   * @default 15001
   */
  readonly interceptionPort?: number;
  /**
   * Ports of the application; traffic to them passes through the proxy.
   *
   * @default - none
   */
  readonly servingPorts?: number[];
  /**
   * Port to which inbound traffic is redirected.
   *
   * @default 15006
   */
  readonly inboundPort?: number;
  /**
   * File to which requests are logged.
   *
   * @default - none
   */
  readonly accessLog?: string;
  /**
   * Port of its admin interface, on loopback.
   *
   * @default 15000
   */
  readonly adminPort?: number;
  /**
   * Address of the control plane.
   *
   * @default trafficdirector.googleapis.com:443
   */
  readonly server?: string;
}

type Json = { [k: string]: any };

/**
 * The bootstrap configuration of an Envoy that you run yourself, next to an application or at the edge. It gets everything else from Traffic Director.
 *
 * @see https://cloud.google.com/service-mesh/legacy/load-balancing-apis/per-proxy-config
 *
 * @example
 * const edge = mesh.EnvoyBootstrap.create({ projectNumber: '482913370156', scope: 'web-edge', nodeId: '52fdfc07-2182-454f-963f-5f0f9a621d72' });
 * const file: string = edge.toText();
 */
export class EnvoyBootstrap {
  /**
   * Creates a bootstrap configuration.
   *
   * @throws when the project number is not a number, or both or neither of mesh and scope are set
   */
  public static create(props: EnvoyBootstrapProps): EnvoyBootstrap {
    projectNumber('EnvoyBootstrap.create: projectNumber', props.projectNumber);
    meshOrScope('EnvoyBootstrap.create', props);
    nodeId('EnvoyBootstrap.create', props.nodeId);
    [props.interceptionPort, props.inboundPort, props.adminPort, ...props.servingPorts ?? []].forEach((p) => p === undefined || names.port('EnvoyBootstrap.create: a port', p));
    return new EnvoyBootstrap(props);
  }

  /**
   * The earlier name of `EnvoyBootstrap.create`.
   *
   * @deprecated use `create`
   */
  public static of(props: EnvoyBootstrapProps): EnvoyBootstrap {
    return EnvoyBootstrap.create(props);
  }

  private constructor(private readonly props: EnvoyBootstrapProps) {}

  /** The file as a JSON object. */
  public toJson(): any {
    const p = this.props;
    const ads = { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s' };
    return {
      node: {
        id: `projects/${p.projectNumber}/networks/${p.mesh === undefined ? `scope:${p.scope}` : `mesh:${p.mesh}`}/nodes/${p.nodeId}`,
        cluster: 'cluster',
        ...(p.zone === undefined ? {} : { locality: { zone: p.zone } }),
        metadata: this.metadata(),
      },
      dynamic_resources: {
        lds_config: ads,
        cds_config: ads,
        ads_config: { api_type: 'GRPC', transport_api_version: 'V3', grpc_services: [{ google_grpc: this.controlPlane() }] },
      },
      // without load reports, Traffic Director can't balance by request rate
      cluster_manager: { load_stats_config: { api_type: 'GRPC', transport_api_version: 'V3', grpc_services: [{ google_grpc: this.controlPlane() }] } },
      layered_runtime: { layers: [{ name: 'rtds_layer', rtds_layer: { name: 'traffic_director_runtime', rtds_config: { ads: {}, resource_api_version: 'V3' } } }, { name: 'admin', admin_layer: {} }] },
      admin: { address: { socket_address: { address: '127.0.0.1', port_value: p.adminPort ?? 15000 } } },
    };
  }

  /** The file as text. */
  public toText(): string {
    return `${JSON.stringify(this.toJson(), undefined, 2)}\n`;
  }

  private metadata(): Json {
    const p = this.props;
    return {
      ...p.metadata,
      ...(p.mesh === undefined ? {} : {
        TRAFFICDIRECTOR_INTERCEPTION_PORT: String(p.interceptionPort ?? 15001),
        ...(p.servingPorts?.length ? { TRAFFICDIRECTOR_INBOUND_INTERCEPTION_PORT: String(p.inboundPort ?? 15006), TRAFFICDIRECTOR_INBOUND_BACKEND_PORTS: p.servingPorts.join(',') } : {}),
      }),
      ...(p.accessLog === undefined ? {} : { TRAFFICDIRECTOR_ACCESS_LOG_PATH: p.accessLog }),
    };
  }

  /** TLS to Google, with the VM's service account. */
  private controlPlane(): Json {
    return {
      target_uri: this.props.server ?? 'trafficdirector.googleapis.com:443',
      stat_prefix: 'trafficdirector',
      channel_credentials: { ssl_credentials: { root_certs: { filename: '/etc/ssl/certs/ca-certificates.crt' } } },
      call_credentials: [{ google_compute_engine: {} }],
      channel_args: { args: { 'grpc.http2.max_pings_without_data': { int_value: 0 }, 'grpc.keepalive_time_ms': { int_value: 10_000 }, 'grpc.keepalive_timeout_ms': { int_value: 20_000 } } },
    };
  }
}
guarded(EnvoyBootstrap, 'EnvoyBootstrap');
