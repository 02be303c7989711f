import type { ChecksProps } from './checks';
import { Severity } from './finding';
import { objectName } from './format';
import { GATEWAY_API_VERSIONS } from '../crd/sets';
import { guarded } from '../guard/guard';

/** The part of cdk8s-cli's validation context that the plugin uses. */
interface Context {
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: object): void;
    submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
  };
}

/**
 * The checks as a validation plugin of cdk8s-cli: `cdk8s synth` runs them on the synthesized manifests. In `cdk8s.yaml`, under `validations`:
 * `package:
 * ./node_modules/cdk8s-mesh` (a bare name makes cdk8s-cli install a second copy), the `version` of it that you use, `class: MeshValidation`, and
 * facts
 * that the objects do not contain as `properties`. The plugin reads only manifests: it honors the annotation `cdk8s-mesh.dev/acknowledge`, but not
 * `Checks.of(scope).acknowledge` of the app.
 */
export class MeshValidation {
  /**
   * @param props facts that the objects do not contain
   * @throws when a property is unknown or has the wrong type: properties come from unchecked YAML
   */
  public constructor(private readonly props: ChecksProps = {}) {
    const known = Object.keys(PROPERTIES);
    for (const [name, value] of Object.entries(props)) {
      if (!Object.hasOwn(PROPERTIES, name)) throw new Error(`MeshValidation has no property ${name}: properties are ${known.join(', ')}`);
      const [isRight, expected] = PROPERTIES[name as keyof ChecksProps];
      if (value !== undefined && !isRight(value)) throw new Error(`property ${name} of MeshValidation must be ${expected}, got ${JSON.stringify(value)}`);
    }
  }

  /**
   * Called by cdk8s-cli.
   * @param context manifests and report, as cdk8s-cli defines them
   */
  public async validate(context: any): Promise<void> {
    const { manifests, report } = context as Context;
    const { Reader } = require('./files/input') as typeof import('./files/input'); // eslint-disable-line @typescript-eslint/no-require-imports
    const { checkManifests } = require('./engine/run') as typeof import('./engine/run'); // eslint-disable-line @typescript-eslint/no-require-imports
    const reader = new Reader(true);
    const objects = manifests.flatMap((path) => reader.files(path).flat());
    const { CHECKS, LAYERS } = require('./registry') as typeof import('./registry'); // eslint-disable-line @typescript-eslint/no-require-imports
    const found = checkManifests(objects, { ...this.props }, { checks: CHECKS, layers: LAYERS });
    const [errors, warnings] = [Severity.ERROR, Severity.WARNING].map((severity) => found.filter((f) => f.severity === severity));
    const violation = (ruleName: string, recommendation: string, fix: string, resourceName: string, manifestPath: string, location: string) =>
      report.addViolation({ ruleName, recommendation, fix, violatingResources: [{ resourceName, manifestPath, locations: [location] }] });
    for (const u of reader.unusable) violation('MESH001', `error: ${u.message}`, 'correct the file, or remove it from the manifests', u.file, u.file, `line ${u.line ?? 1}`);
    for (const f of [...errors, ...warnings]) violation(f.code, `${f.severity}: ${objectName(f.object)}: ${f.message}`, f.fix, f.object.name, f.file ?? '', f.pointer ?? `line ${f.line ?? 1}`);
    const failed = reader.unusable.length + errors.length;
    report.submit(failed ? 'failure' : 'success', { errors: String(failed), warnings: String(warnings.length) });
  }
}
guarded(MeshValidation, 'MeshValidation');

const isText = (v: unknown): boolean => typeof v === 'string';
const PROPERTIES: { readonly [K in keyof Required<ChecksProps>]: readonly [isRight: (value: unknown) => boolean, wanted: string] } = {
  complete: [(v) => typeof v === 'boolean', 'true or false'],
  completeNamespaces: [(v) => Array.isArray(v) && v.every(isText), 'a list of namespaces'],
  domain: [isText, 'a string, like cluster.local'],
  trustDomain: [isText, 'a string, like cluster.local'],
  meshConfig: [(v) => typeof v === 'object' && v !== null && !Array.isArray(v), 'an object'],
  istioVersion: [(v) => typeof v === 'string' && /^\d+\.\d+$/.test(v), 'MAJOR.MINOR in quotes, like "1.31"'],
  gatewayApiVersion: [(v) => typeof v === 'string' && Object.hasOwn(GATEWAY_API_VERSIONS, v), `one of ${Object.keys(GATEWAY_API_VERSIONS).join(', ')}, in quotes`],
};
