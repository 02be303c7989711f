import { App } from 'cdk8s';
import { type AcceptedDifference, ControlPlane, GatewayApiChannel, MeshFeature, TrafficApi } from 'cdk8s-mesh';
import type { Case, ModelCase } from './case';
import type { Language } from './grpc-program';
import { GrpcStage } from './grpc-stage';
import { acceptance, manifestsOf, service } from './judge';
import { Stage } from './stage';
import { StaticStage } from './static-stage';
import { Trial } from './trial';
import { capability } from '../../src/plane/capability';

/** The planes on which the cases of Istio's plane are measured again. */
export const OTHER_PLANES = ['gateway-api', 'static', 'grpc'] as const;
export type OtherPlane = typeof OTHER_PLANES[number];

/** What becomes of a case on another plane, where it is not the same. */
export interface Elsewhere {
  /** Features that the plane can't say, or says with a difference, after the capability table: synth must refuse exactly these. */
  readonly refused?: readonly MeshFeature[];
  /** Differences that the case accepts; what it measures must hold all the same. */
  readonly accept?: readonly MeshFeature[];
  /** Languages of the calling programs without a proxy, besides Go, in which it is measured again. */
  readonly also?: readonly Language[];
  /** Why it can't be measured here. */
  readonly unmeasured?: string;
}

/** Gateway API with istiod as its controller, all of its fields. */
export function gatewayApi(acknowledge: AcceptedDifference[] = []): ControlPlane {
  return ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API, gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL, acknowledge });
}

/** Cases of an edge say nothing of programs without a proxy. */
export const AT_AN_EDGE: Elsewhere = { unmeasured: 'an edge is an Envoy, as with the Istio API' };

/** Cases of gRPC that need not be measured again on planes where proxies do it. */
export const BY_PROXIES = { 'gateway-api': { unmeasured: 'the cases of HTTP measure it' }, 'static': { unmeasured: 'the cases of HTTP measure it' } } as const;

function controlPlane(plane: OtherPlane, accept: readonly MeshFeature[] = []): ControlPlane {
  const acknowledge = accept.map((feature) => ({ feature, reason: 'the case measures it' }));
  switch (plane) {
    case 'gateway-api': return gatewayApi(acknowledge);
    case 'static': return ControlPlane.static({ acknowledge });
    case 'grpc': return ControlPlane.existing({ acknowledge });
  }
}

const STAGES = { 'gateway-api': Stage, 'static': StaticStage, 'grpc': GrpcStage };

/** A case on each of the other planes: the same model, measured the same way, or refused as the table foretells. */
export function planeCases<T>(c: ModelCase<T>): Case[] {
  return OTHER_PLANES.flatMap((plane) => {
    const other = c.on?.[plane] ?? {};
    return other.unmeasured !== undefined ? [] : [{
      group: plane,
      name: other.refused ? `${c.name} (refused)` : c.name,
      run: async (lab, t) => {
        const { app, about } = c.app(controlPlane(plane, other.accept), plane);
        const refused = refusals(app);
        if (other.refused) {
          t.equal('is refused', true, refused.message !== '');
          t.equal('refused at synth', [...other.refused].sort(), refused.features);
          t.equal('foretold by the table', [], other.refused.filter((f) => capability(f, plane).level === 'full'));
          return;
        }
        t.equal('refused at synth', '', refused.message);
        const stage = new STAGES[plane](lab, manifestsOf(app), typeof c.stage === 'function' ? await c.stage(about) : c.stage);
        try {
          await stage.apply();
          acceptance(t, stage, c.explained);
          await stage.start();
          await c.expect(t, stage, about);
          if (stage instanceof GrpcStage) { for (const language of other.also ?? []) { await again(c, t, stage, about, language); } }
          await service(t, stage);
          if (stage instanceof Stage) { t.equal('conditions', [], await stage.conditions()); }
        } finally {
          await stage.clear();
        }
      },
    } satisfies Case];
  });
}

/** The same scene with programs in another language, which must measure the same. */
async function again<T>(c: ModelCase<T>, t: Trial, stage: GrpcStage, about: T, language: Language): Promise<void> {
  const inner = new Trial();
  await c.expect(inner, stage.speaking(language), about);
  t.checks.push(...inner.checks.map((check) => ({ ...check, what: `${check.what} (${language})` })));
}

/** What synth refuses, and the features that it names. */
function refusals(app: App): { readonly message: string; readonly features: readonly string[] } {
  try {
    app.synthYaml();
    return { message: '', features: [] };
  } catch (e) {
    const { message } = e as Error;
    const named = [...message.matchAll(/\(([a-z0-9-]+)\) (?:can't be said|differs|is in Gateway API's experimental)/g)].map((m) => m[1]);
    return { message, features: [...new Set(named)].sort() };
  }
}
