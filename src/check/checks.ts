import type { IConstruct } from 'constructs';
import { checkState } from './attach';
import type { Finding } from './finding';
import { oneLine } from './format';
import { GATEWAY_API_VERSIONS } from '../crd/sets';
import { guarded } from '../guard/guard';

/** Facts that the objects of an app do not contain. */
export interface ChecksProps {
  /**
   * Whether the app defines everything: unresolved references are then errors instead of information.
   * @default false
   */
  readonly complete?: boolean;
  /**
   * Namespaces that the app defines completely.
   * @default - none
   */
  readonly completeNamespaces?: string[];
  /**
   * DNS domain of the cluster.
   * @default "cluster.local"
   */
  readonly domain?: string;
  /**
   * Trust domain of the mesh.
   * @default - from the mesh configuration; else the DNS domain of the cluster, where known
   */
  readonly trustDomain?: string;
  /**
   * The mesh configuration (`MeshConfig`), as an object.
   * @default - read from the ConfigMap `istio` of the app, if it has one; else Istio's defaults
   */
  readonly meshConfig?: { [key: string]: any };
  /**
   * Istio version that the app targets, such as `1.31`; checks that do not apply to that version are skipped.
   * @default - the newest that is known
   */
  readonly istioVersion?: string;
  /**
   * Gateway API release of the CRDs in the clusters, such as `1.4`: 1.2 to 1.7. Fields, kinds and versions that it lacks are errors.
   * @default "1.6"
   */
  readonly gatewayApiVersion?: string;
}

/** Why a finding is acceptable. */
export interface Acknowledgement {
  /** Code of the check (`MESH201`), or the code of another tool for the same problem (`IST0101`, `KIA1107`). */
  readonly code: string;
  /** Why the finding is acceptable here, for the next reader. */
  readonly reason: string;
}

/**
 * The checks of an app: at synth they check every object of every chart, whatever created it. Errors fail the synth, warnings are printed once. The
 * first mesh construct of an app attaches them; an app without mesh constructs calls `Checks.attach`.
 *
 * @example
 * const app = new App();
 * const chart = new Chart(app, 'shop', { namespace: 'shop' });
 * Checks.attach(app, { complete: true });
 * Checks.of(chart).acknowledge({ code: 'MESH201', reason: 'the legacy host is registered by a controller' });
 */
export class Checks {
  /** The checks for a construct and everything in it. */
  public static of(scope: IConstruct): Checks {
    return new Checks(scope);
  }

  /**
   * Makes the synth of an app run the checks. One call is enough; later calls add their props.
   * @param scope any construct of the app
   * @param props facts that the objects do not contain
   * @throws when `istioVersion` is not a version like 1.31, or `gatewayApiVersion` is unknown
   */
  public static attach(scope: IConstruct, props: ChecksProps = {}): void {
    const { istioVersion: version } = props;
    if (version !== undefined && !/^\d+\.\d+$/.test(version)) throw new Error(`istioVersion of the checks must be MAJOR.MINOR, like 1.31, got "${version}"`);
    const { gatewayApiVersion } = props;
    if (gatewayApiVersion !== undefined && !Object.hasOwn(GATEWAY_API_VERSIONS, gatewayApiVersion)) {
      throw new Error(`gatewayApiVersion of the checks must be one of ${Object.keys(GATEWAY_API_VERSIONS).join(', ')}, got "${gatewayApiVersion}"`);
    }
    checkState(scope).addFacts(props);
    checkState(scope).attach();
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Suppresses a finding for this construct and everything in it.
   * @throws when the code is malformed, or the reason is empty
   */
  public acknowledge(acknowledgement: Acknowledgement): void {
    const given = acknowledgement.code.trim();
    const code = /^[a-z]+\d+$/i.test(given) ? given.toUpperCase() : given; // condition reasons of Gateway API have lower-case letters and no number
    const reason = acknowledgement.reason.trim();
    if (!/^[A-Za-z]+(?:-[A-Z]+)?[0-9]*$/.test(code)) throw new Error(`code of an acknowledgement in ${this.scope.node.path || 'the app'} must be a code like MESH201, got "${acknowledgement.code}"`);
    if (!reason) throw new Error(`acknowledging ${code} in ${this.scope.node.path || 'the app'} needs a reason, got an empty one`);
    checkState(this.scope).acknowledged.push({ scope: this.scope, code, reason });
  }

  /** Runs the checks now and returns their findings for this construct and everything in it, without acknowledged ones. */
  public findings(): Finding[] {
    const path = this.scope.node.path;
    return checkState(this.scope).findings().filter((f) => !path || f.constructPath === path || f.constructPath?.startsWith(`${path}/`));
  }

  /** The result of `findings()` as text, one line each: severity, construct, object, message, codes and fix. Empty when nothing was found. */
  public report(): string {
    return this.findings().map((f) => `${f.severity}: [${f.constructPath ?? ''}] ${oneLine(f)}`).join('\n');
  }
}
guarded(Checks, 'Checks');
