import { BUILT_IN_RULES } from './built-in';
import type { Rule } from './built-in/rules';
import { Compiler, Validator } from './compile';
import { checkMetadata, nameRule, type NameRule } from './metadata';
import { Report } from './report';
import { inRelease, reportUnknownKind } from './unknown-kind';
import { findKind, findVersions, KindSchema } from '../../crd/crds';
import { GatewayApiChannel, isNeighbor, type GatewayApiSchemas } from '../../crd/sets';
import { isObject } from '../../grammar/json';
import { Problem, show } from '../../validation/problem';

export { SCHEMA_CODES } from './codes';

/** Context of the layer in addition to the manifest. */
export interface SchemaContext {
  /** The Gateway API release or channel of the clusters; if omitted, the experimental channel, which has every field. */
  readonly gatewayApi?: GatewayApiSchemas;
}

/**
 * The errors of an API server with strict field validation for one manifest: by its schema, CEL rules and metadata.
 *
 * Kinds without a stored schema are not checked. Never throws, whatever the manifest contains.
 */
export function validateSchema(manifest: any, context: SchemaContext = {}): Problem[] {
  if (!isObject(manifest) || typeof manifest.apiVersion !== 'string' || typeof manifest.kind !== 'string') return [];
  const { gatewayApi = GatewayApiChannel.EXPERIMENTAL } = context;
  const report = new Report();
  const judge = judgeOf(manifest.apiVersion, manifest.kind, gatewayApi);
  if (!judge) {
    reportVersion(manifest, report, gatewayApi);
    return report.problems;
  }
  if (judge.deprecated) reportDeprecation(manifest, judge.deprecated, report, gatewayApi);
  const validator = (draft(manifest) && judge.other) || judge.validator;
  const filled = validator.fill ? validator.fill(manifest) : manifest;
  validator.check(filled, report);
  checkMetadata(manifest.metadata, judge.nameError, report);
  judge.builtIn?.(manifest, report);
  if (!report.blocked) validator.rules?.(filled, report);
  return report.problems;
}

/**
 * Objects of the other definition of their version: there are two CRDs of GCPAuthzPolicy. The one that Cloud Service Mesh has users install has
 * httpRules, and its targets may be workloads; that of GKE's gateways has rules and an enforcementLevel.
 */
function draft({ kind, spec }: any): boolean {
  if (kind !== 'GCPAuthzPolicy' || !isObject(spec) || spec.rules !== undefined || spec.enforcementLevel !== undefined) return false;
  const targets = Array.isArray(spec.targetRefs) ? spec.targetRefs : [];
  return spec.httpRules !== undefined || spec.customProviders?.cloudIAP !== undefined || targets.some((t: any) => t?.kind !== 'Pod' && t?.kind !== 'Gateway');
}

/** Whether a schema is stored for a kind in this version: objects of other kinds are not checked by themselves. */
export const hasSchema = (apiVersion: string, kind: string): boolean => judgeOf(apiVersion, kind, GatewayApiChannel.EXPERIMENTAL) !== undefined;

/** The validation of a kind in one version. */
interface Judge {
  readonly validator: Validator;
  /** By the other definition of the version, if there is one. */
  readonly other?: Validator;
  readonly nameError: NameRule;
  readonly deprecated?: string;
  /** Problems that the API server's validation reports in addition to the schema. */
  readonly builtIn?: Rule;
}

/** By channel, version and kind: nested maps, since building a key for every object costs more. */
const judges = new Map<GatewayApiSchemas, Map<string, Map<string, Judge | undefined>>>();

/** The validation for objects of a kind, if an API server serves it in this version. */
function judgeOf(apiVersion: string, kind: string, gatewayApi: GatewayApiSchemas): Judge | undefined {
  let versions = judges.get(gatewayApi);
  if (!versions) judges.set(gatewayApi, versions = new Map());
  let kinds = versions.get(apiVersion);
  if (!kinds) versions.set(apiVersion, kinds = new Map());
  let judge = kinds.get(kind);
  if (!judge && !kinds.has(kind)) kinds.set(kind, judge = findJudge(apiVersion, kind, gatewayApi));
  return judge;
}

function findJudge(apiVersion: string, kind: string, gatewayApi: GatewayApiSchemas): Judge | undefined {
  const found = findKind(groupOf(apiVersion), apiVersion.slice(apiVersion.indexOf('/') + 1), kind, gatewayApi);
  if (!found?.served) return undefined;
  return {
    validator: compile(found),
    other: found.otherSchema && compile({ ...found, schema: found.otherSchema }),
    nameError: nameRule(apiVersion, kind),
    deprecated: found.deprecationWarning,
    builtIn: BUILT_IN_RULES[`${apiVersion} ${kind}`],
  };
}

const groupOf = (apiVersion: string): string => apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0));

function reportDeprecation({ apiVersion, kind }: any, warning: string, report: Report, gatewayApi: GatewayApiSchemas): void {
  report.path.push('apiVersion');
  report.warn('MESH022', `${warning.replace(/\.$/, '')}; a later release stops serving it`, `use ${served(groupOf(apiVersion), kind, gatewayApi).filter((v) => v !== apiVersion).at(-1) ?? 'a newer version'}`);
  report.path.pop();
}

function reportVersion({ apiVersion, kind }: any, report: Report, gatewayApi: GatewayApiSchemas): void {
  const versions = served(groupOf(apiVersion), kind, gatewayApi);
  if (!versions.length) return reportUnknownKind({ apiVersion, kind }, report, gatewayApi);
  report.path.push('apiVersion');
  const fix = `use ${versions.join(' or ')}`;
  if (isNeighbor(groupOf(apiVersion))) report.warn('MESH022', `current releases do not serve ${kind} as ${show(apiVersion)}`, fix, 'info');
  else report.add('MESH021', `${kind} has no served version ${show(apiVersion)}${inRelease(gatewayApi, apiVersion)}`, fix);
  report.path.pop();
}

const served = (group: string, kind: string, gatewayApi: GatewayApiSchemas): string[] => findVersions(group, kind, gatewayApi)
  .filter((version) => version.served && !version.deprecationWarning)
  .map(({ version }) => `${group}/${version}`);

/** One compiler for all built-in kinds: they share most of their definitions. */
let builtIn: Compiler | undefined;

function compile(kind: KindSchema): Validator {
  const meta = findKind('', 'v1', 'ConfigMap')!;
  builtIn ??= new Compiler(asServed(meta.definitions!));
  const compiler = kind.definitions ? builtIn : new Compiler(undefined, !kind.group.endsWith('.istio.io'));
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

/** An API server takes no status from a manifest, and its metadata rules are the same for every kind; some CRDs leave both to it. */
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

/** Fields that the OpenAPI document marks as required, but the API server's code does not require. */
const NOT_ASKED_FOR: readonly (readonly [definition: string, field: string])[] = [
  ['io.k8s.api.core.v1.Sysctl', 'value'],
  ['io.k8s.api.core.v1.PreferredSchedulingTerm', 'preference'],
];

/** Quantities must have a certain format, which their schema does not state; and not all required fields are required in fact. */
function asServed(definitions: Record<string, any>): Record<string, any> {
  const name = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
  const changed: Record<string, any> = { [name]: { ...definitions[name], format: 'quantity' } };
  for (const [definition, field] of NOT_ASKED_FOR) changed[definition] = { ...definitions[definition], required: definitions[definition].required?.filter((one: string) => one !== field) };
  return { ...definitions, ...changed };
}
