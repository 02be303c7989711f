import { Compiler, Validator } from './compile';
import { checkMetadata } from './metadata';
import { Report } from './report';
import { isObject } from './types';
import { findKind, findVersions, KindSchema } from '../../crd/crds';
import { GatewayApiChannel } from '../../crd/sets';
import { Problem, show } from '../problem';

export { SCHEMA_CODES } from './codes';

/** What the layer must know beside the manifest. */
export interface SchemaContext {
  /** The channel of Gateway API that the clusters have; the experimental one when left out, which knows every field. */
  readonly gatewayApi?: GatewayApiChannel;
}

/**
 * What an API server with strict field validation would refuse about one manifest: its schema, its CEL rules, its metadata.
 *
 * Kinds of which no schema is stored are not judged. Never throws, whatever the manifest holds.
 */
export function validateSchema(manifest: any, context: SchemaContext = {}): Problem[] {
  if (!isObject(manifest) || typeof manifest.apiVersion !== 'string' || typeof manifest.kind !== 'string') return [];
  const report = new Report();
  const kind = lookUp(manifest, report, context.gatewayApi);
  if (!kind) return report.problems;
  const validator = validatorOf(kind);
  const filled = validator.fill ? validator.fill(manifest) : manifest;
  validator.check(filled, report);
  checkMetadata(manifest, report);
  if (!report.blocked) validator.rules?.(filled, report);
  return report.problems;
}

function lookUp(manifest: any, report: Report, channel?: GatewayApiChannel): KindSchema | undefined {
  const { apiVersion, kind: name } = manifest;
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const kind = findKind(group, apiVersion.slice(slash + 1), name, channel);
  if (kind?.served) {
    if (kind.deprecationWarning) {
      report.path.push('apiVersion');
      report.warn('MESH022', `${kind.deprecationWarning.replace(/\.$/, '')}; a later release stops serving it`, `use ${served(group, name, channel).filter((v) => v !== apiVersion).at(-1) ?? 'a newer version'}`);
      report.path.pop();
    }
    return kind;
  }
  const versions = served(group, name, channel);
  if (versions.length) {
    report.path.push('apiVersion');
    report.add('MESH021', `${name} has no served version ${show(apiVersion)}`, `use ${versions.join(' or ')}`);
    report.path.pop();
  }
  return undefined;
}

const served = (group: string, kind: string, channel?: GatewayApiChannel): string[] => findVersions(group, kind, channel)
  .filter((version) => version.served && !version.deprecationWarning)
  .map(({ version }) => `${group}/${version}`);

const compiled = new Map<KindSchema, Validator>();

function validatorOf(kind: KindSchema): Validator {
  let validator = compiled.get(kind);
  if (!validator) compiled.set(kind, validator = compile(kind));
  return validator;
}

/** One compiler for all built-in kinds: they share most of their definitions. */
let builtIn: Compiler | undefined;

function compile(kind: KindSchema): Validator {
  const meta = findKind('', 'v1', 'ConfigMap')!;
  builtIn ??= new Compiler(withQuantities(meta.definitions!));
  const compiler = kind.definitions ? builtIn : new Compiler();
  const own = compiler.compile(withoutStatus(kind.schema));
  const metadata = builtIn.compile({ $ref: 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' });
  return {
    ...own,
    check(value, report) {
      own.check(value, report);
      if (kind.definitions || value.metadata === undefined) return;
      report.path.push('metadata');
      metadata.check(value.metadata, report);
      report.path.pop();
    },
  };
}

/** An API server takes no status from a manifest; what it says of metadata is the same for every kind; some CRDs leave both to it. */
function withoutStatus(schema: any): any {
  const { status, ...properties } = schema.properties;
  const string = { type: 'string' };
  const open = { 'x-kubernetes-preserve-unknown-fields': true };
  const metadata = properties.metadata?.$ref ? properties.metadata : { ...properties.metadata, type: 'object', ...open };
  return {
    ...schema,
    required: schema.required?.filter((name: string) => name !== 'status'),
    properties: { apiVersion: string, kind: string, ...properties, metadata, ...(status && { status: open }) },
  };
}

/** Quantities are texts of a certain form, which their schema does not say. */
function withQuantities(definitions: Record<string, any>): Record<string, any> {
  const name = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
  return { ...definitions, [name]: { ...definitions[name], format: 'quantity' } };
}
