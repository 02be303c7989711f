import type { ChecksProps } from './checks';
import { checkManifests } from './engine/run';
import { Severity } from './finding';
import { Reader } from '../cli/check/input';

/** What the plugin uses of the context that cdk8s-cli hands it. */
interface Context {
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: object): void;
    submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
  };
}

/**
 * The checks as a validation plugin of cdk8s-cli: `cdk8s synth --validate` runs them over what was synthesized. In `cdk8s.yaml`,
 * under `validations`: `package: cdk8s-mesh`, the `version` of it that you use, `class: MeshValidation`, and what the objects
 * don't tell as `properties`.
 */
export class MeshValidation {
  /** @param props what the objects don't tell */
  public constructor(private readonly props: ChecksProps = {}) {}

  /**
   * Called by cdk8s-cli.
   * @param context manifests and report, as cdk8s-cli defines them
   */
  public async validate(context: any): Promise<void> {
    const { manifests, report } = context as Context;
    const reader = new Reader();
    const objects = manifests.flatMap((path) => reader.files(path).flat());
    const { CHECKS, LAYERS } = require('./registry') as typeof import('./registry'); // eslint-disable-line @typescript-eslint/no-require-imports
    const findings = checkManifests(objects, { ...this.props }, { checks: CHECKS, layers: LAYERS }).filter((f) => f.severity !== Severity.INFO);
    const violation = (ruleName: string, recommendation: string, fix: string, resourceName: string, manifestPath: string, locations: string[]) =>
      report.addViolation({ ruleName, recommendation, fix, violatingResources: [{ resourceName, manifestPath, locations }] });
    for (const u of reader.unusable) violation('MESH001', u.message, 'correct the file', u.file, u.file, []);
    for (const f of findings) violation(f.code, `${f.severity}: ${f.message}`, f.fix, f.object.name, f.file ?? '', f.pointer ? [f.pointer] : []);
    const failed = reader.unusable.length > 0 || findings.some((f) => f.severity === Severity.ERROR);
    report.submit(failed ? 'failure' : 'success', { findings: String(findings.length) });
  }
}
