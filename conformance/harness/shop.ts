import { App, Chart } from 'cdk8s';
import { Mesh, MeshProps, MeshService, MutualTls, ServicePort, ServiceVersion } from 'cdk8s-mesh';
import { Manifest } from './api-client';
import { Case, Explained, gatewayApiCases, Group, modelCases, ModelCase } from './case';
import { Door } from './client';
import { type Elsewhere, type OtherPlane, planeCases } from './planes';
import { Scene } from './scene';
import { StageOptions } from './stage';
import { Trial } from './trial';

/** The small app that most cases change: a caller `web`, and a service `api` with three versions. */
export interface Shop {
  readonly app: App;
  readonly mesh: Mesh;
  readonly chart: Chart;
  readonly web: MeshService;
  readonly api: MeshService;
  readonly v1: ServiceVersion;
  readonly v2: ServiceVersion;
  readonly v3: ServiceVersion;
  /** A further service, of the kind that `web` is. */
  further(name: string): MeshService;
}

export interface ShopCase {
  readonly name: string;
  readonly group?: Group;
  readonly mesh?: MeshProps;
  /** The port of `api`. */
  readonly port?: ServicePort;
  readonly model: (shop: Shop) => void;
  readonly stage?: StageOptions | (() => Promise<StageOptions>);
  /** `door` is where the Envoy of `web` takes calls to `api`. */
  readonly expect: (trial: Trial, door: Door, stage: Scene) => Promise<void>;
  readonly explained?: readonly Explained[];
  readonly mistake?: (objects: Manifest[]) => void;
  /** What differs on other planes. */
  readonly on?: ModelCase<Shop>['on'];
}

export const API_PORT = 9080;

/** A case of an edge before the shop: nobody looks at what `web` calls. */
export interface EdgeCase extends Omit<ShopCase, 'expect'> {
  readonly expect: (trial: Trial, stage: Scene) => Promise<void>;
}

/** A case of the shop: `web` calls `api`. */
export function shop(c: ShopCase): Case[] {
  return modelCases(c.group ?? 'moved', shopModel(c));
}

/** A case of what comes in at an edge before the shop, also with gateways that are no part of the mesh. */
export function edgeShop(c: EdgeCase): Case[] {
  return modelCases('moved', edgeModel(c));
}

/** A case of what Envoy Gateway alone says. */
export function envoyGatewayShop(c: EdgeCase & Elsewhere): Case[] {
  return planeCases({ ...edgeModel({ ...c, mistake: undefined }), on: { 'envoy-gateway': c } }, ['envoy-gateway']);
}

function edgeModel(c: EdgeCase): ModelCase<Shop> {
  return { ...shopModel({ ...c, expect: async () => undefined }), edge: true, stage: async () => ({ ...(typeof c.stage === 'function' ? await c.stage() : c.stage) }), expect: c.expect };
}

/** A case of the shop in Gateway API's own words. */
export function gatewayApiShop(c: ShopCase): Case[] {
  return gatewayApiCases(shopModel(c));
}

function shopModel(c: ShopCase): ModelCase<Shop> {
  return {
    name: c.name,
    app: (controlPlane, plane) => {
      const about = makeShop({ ...open(plane, typeof c.stage === 'object' && c.stage.secure), ...c.mesh, ...(controlPlane ? { controlPlane } : {}) }, c.port, plane === 'grpc');
      c.model(about);
      return { app: about.app, about };
    },
    stage: async () => ({ callers: ['web'], ...(typeof c.stage === 'function' ? await c.stage() : c.stage) }),
    expect: (trial, stage) => c.expect(trial, stage.from('web', 'api', API_PORT), stage),
    explained: c.explained,
    mistake: c.mistake,
    on: c.on,
  };
}

/** What the mesh must let in on a plane, as those who call have no certificates of it. */
function open(plane: OtherPlane | undefined, secure: boolean | undefined): MeshProps {
  switch (plane) {
    case 'grpc': return secure ? {} : { mtls: MutualTls.DISABLE, denyByDefault: false, scopeSidecars: true };
    case 'envoy-gateway': return { mtls: MutualTls.PERMISSIVE, denyByDefault: false };
    default: return {};
  }
}

/** @param proxyless its programs are gRPC's, without a proxy */
export function makeShop(meshProps?: MeshProps, port?: ServicePort, proxyless = false): Shop {
  const app = new App();
  const mesh = new Mesh(app, 'mesh', meshProps);
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);
  const speak = proxyless ? ServicePort.grpc : ServicePort.http;
  const further = (name: string) => new MeshService(chart, name, { ports: [speak(8080)], image: name, proxyless });
  const web = further('web');
  const api = new MeshService(chart, 'api', { ports: [port ?? speak(API_PORT)], proxyless });
  const [v1, v2, v3] = ['v1', 'v2', 'v3'].map((v) => api.addVersion(v, { image: `api:${v}` }));
  web.calls(api);
  return { app, mesh, chart, web, api, v1, v2, v3, further };
}
