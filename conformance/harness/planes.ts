import { App } from 'cdk8s';
import { type AcceptedDifference, ControlPlane, GatewayApiChannel, GatewayImplementation, MeshFeature, TrafficApi } from 'cdk8s-mesh';
import type { Manifest } from './api-client';
import { note } from './asked';
import type { Case, ModelCase } from './case';
import { EnvoyGatewayStage } from './envoy-gateway-stage';
import type { Language } from './grpc-program';
import { GrpcStage } from './grpc-stage';
import { acceptance, caught, changing, manifestsOf, service } from './judge';
import type { Lab } from './lab';
import { Stage } from './stage';
import { StaticStage } from './static-stage';
import { Trial } from './trial';
import { cellOf } from '../../src/capability/implementation/cells';
import { capability } from '../../src/capability/index';

/** The planes on which the cases of Istio's plane are measured again: those of callers, and those of an edge. */
export const OTHER_PLANES = ['gateway-api', 'static', 'grpc'] as const;
export const EDGE_PLANES = ['gateway-api', 'envoy-gateway', 'static'] as const;
export type OtherPlane = typeof OTHER_PLANES[number] | typeof EDGE_PLANES[number];

/** The result of a case on another plane, if it differs. */
export interface Elsewhere {
  /** Features that the plane does not support, or only with a difference, according to the capability table: synth must refuse exactly these. */
  readonly refused?: readonly MeshFeature[];
  /** Differences that the case accepts; its measurements must still hold. */
  readonly accept?: readonly MeshFeature[];
  /** Languages of the calling programs without a proxy, besides Go, in which it is measured again. */
  readonly also?: readonly Language[];
  /** What the implementation's conformance report does not say that it has, by Gateway API's names: synth must refuse exactly these. */
  readonly unreported?: readonly string[];
  /** What the case declares that the implementation has, where its report does not say so. */
  readonly supports?: readonly string[];
  /** A deliberate mistake in what was synthesized for this plane: what was measured must not hold. */
  readonly mistake?: (objects: Manifest[]) => void;
  /** Why it can't be measured here. */
  readonly unmeasured?: string;
}

/** Gateway API with istiod as its controller, all of its fields. */
export function gatewayApi(acknowledge: AcceptedDifference[] = []): ControlPlane {
  return ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API, gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL, acknowledge });
}

/** Cases of gRPC that need not be measured again on planes where proxies do it. */
export const BY_PROXIES = { 'gateway-api': { unmeasured: 'the cases of HTTP measure it' }, 'static': { unmeasured: 'the cases of HTTP measure it' } } as const;

/** Istio's mesh, with gateways of Envoy Gateway. */
function envoyGateway(supports: readonly string[] = []): GatewayImplementation {
  return GatewayImplementation.envoyGateway({ version: '1.9.0', supports: [...supports] });
}

function controlPlane(plane: OtherPlane, { accept = [], supports }: Elsewhere): ControlPlane {
  const acknowledge = accept.map((feature) => ({ feature, reason: 'the case measures it' }));
  switch (plane) {
    case 'gateway-api': return gatewayApi(acknowledge);
    case 'envoy-gateway': return ControlPlane.existing({
      trafficApi: TrafficApi.GATEWAY_API, gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL, gatewayImplementation: envoyGateway(supports), acknowledge,
    });
    case 'static': return ControlPlane.static({ acknowledge });
    case 'grpc': return ControlPlane.existing({ acknowledge });
  }
}

const STAGES = { 'gateway-api': Stage, 'envoy-gateway': EnvoyGatewayStage, 'static': StaticStage, 'grpc': GrpcStage };

/** A case on each of the other planes: the same model, measured the same way, or refused as the table foretells. */
export function planeCases<T>(c: ModelCase<T>, planes: readonly OtherPlane[] = c.edge ? EDGE_PLANES : OTHER_PLANES): Case[] {
  return planes.flatMap((plane) => {
    const other = c.on?.[plane] ?? {};
    if (other.unmeasured !== undefined) { return []; }
    if (other.refused ?? other.unreported) { return [refusal(c, plane, other)]; }
    let held: readonly string[] = [];
    const { mistake } = other;
    const control: Case[] = mistake ? [{ group: plane, name: `${c.name} (control)`, run: (lab, t) => caught(t, held, (inner) => measured(c, plane, other, lab, inner, mistake)) }] : [];
    return [{
      group: plane,
      name: c.name,
      run: async (lab, t) => {
        await measured(c, plane, other, lab, t);
        held = t.checks.filter((check) => check.ok).map((check) => check.what);
      },
    }, ...control];
  });
}

function refusal<T>(c: ModelCase<T>, plane: OtherPlane, other: Elsewhere): Case {
  const { refused = [], unreported = [] } = other;
  return {
    group: plane,
    name: `${c.name} (refused)`,
    run: async (_, t) => {
      const { app } = c.app(controlPlane(plane, other), plane);
      const told = refusals(app);
      note(app, told.features);
      t.equal('is refused', true, told.message !== '');
      t.equal('refused at synth', [...refused].sort(), told.features);
      t.equal('not in the conformance report', [...unreported].sort(), told.unreported);
      t.equal('foretold by the table', [], refused.filter((f) => foretold(f, plane) === 'full'));
    },
  };
}

function foretold(feature: MeshFeature, plane: OtherPlane): string {
  return plane === 'envoy-gateway' ? cellOf(envoyGateway()._model(true), true)!(feature).level : capability(feature, plane).level;
}

async function measured<T>(c: ModelCase<T>, plane: OtherPlane, other: Elsewhere, lab: Lab, t: Trial, mistake?: (objects: Manifest[]) => void): Promise<void> {
  const { app, about } = c.app(controlPlane(plane, other), plane);
  t.equal('refused at synth', '', refusals(app).message);
  const objects = manifestsOf(app);
  if (mistake) { changing(objects, mistake); }
  const stage = new STAGES[plane](lab, objects, typeof c.stage === 'function' ? await c.stage(about) : c.stage);
  try {
    await stage.apply();
    if (!mistake) { acceptance(t, stage, c.explained); }
    await stage.start();
    await c.expect(t, stage, about);
    if (mistake) { return; }
    if (stage instanceof GrpcStage) { for (const language of other.also ?? []) { await again(c, t, stage, about, language); } }
    await service(t, stage);
    if (stage instanceof Stage || stage instanceof EnvoyGatewayStage) { t.equal('conditions', [], await stage.conditions()); }
  } finally {
    await stage.clear();
  }
}

/** The same scene with programs in another language, which must measure the same. */
async function again<T>(c: ModelCase<T>, t: Trial, stage: GrpcStage, about: T, language: Language): Promise<void> {
  const inner = new Trial();
  await c.expect(inner, stage.speaking(language), about);
  t.checks.push(...inner.checks.map((check) => ({ ...check, what: `${check.what} (${language})` })));
}

/** What synth refuses, and the features that it names. */
function refusals(app: App): { readonly message: string; readonly features: readonly string[]; readonly unreported: readonly string[] } {
  try {
    app.synthYaml();
    return { message: '', features: [], unreported: [] };
  } catch (e) {
    const { message } = e as Error;
    const all = (pattern: RegExp) => [...new Set([...message.matchAll(pattern)].map((m) => m[1]))].sort();
    return {
      message,
      features: all(/\(([a-z0-9-]+)\) (?:is not supported|differs|is in Gateway API's experimental)/g),
      unreported: all(/ needs ([A-Za-z0-9-]+) \(at [^)]+\), [^;]*conformance report/g),
    };
  }
}
