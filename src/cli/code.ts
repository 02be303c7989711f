import { Duration, Size } from 'cdk8s';
import * as install from '../install';
import { meshConfigOf } from './typed/mesh-config';
import { Written } from './typed/shape';
import { usualRelease } from '../install/chart/chart';
import { Release } from '../install/chart/manifest';
import { codecs, Mapping, setAt, take, TEXTS, toProps } from '../install/props/mapping';
import { BASE, CNI, GATEWAY, ISTIOD, ZTUNNEL } from '../install/props/tables';
import { Chart } from '../install/values/charts';
import { isMap, Values } from '../install/values/kinds';
import { mergeValues } from '../install/values/merge';

/** The construct of each chart, and where its values differ in place from its props. */
const CONSTRUCTS: Record<Chart, [construct: string, mapping: Mapping]> = {
  base: ['IstioBase', BASE],
  istiod: ['Istiod', ISTIOD],
  gateway: ['IstioGateway', GATEWAY],
  cni: ['IstioCni', CNI],
  ztunnel: ['Ztunnel', ZTUNNEL],
  default: ['DefaultRevision', {}],
};

/** Values whose props are enums: members are named after their values. */
const ENUMS: Record<string, string> = {
  profile: 'InstallProfile',
  platform: 'InstallPlatform',
  compatibilityVersion: 'CompatibilityVersion',
  resourceScope: 'ResourceScope',
  variant: 'ImageVariant',
  pullPolicy: 'ImagePullPolicy',
  imagePullPolicy: 'ImagePullPolicy',
  provider: 'CniProvider',
  reinvocationPolicy: 'ReinvocationPolicy',
  failurePolicy: 'ValidationFailurePolicy',
  validationFailurePolicy: 'ValidationFailurePolicy',
  kind: 'GatewayPods',
  type: 'GatewayServiceType',
};
/** String maps whose keys may contain dots, where a values file allows anything. */
const IN_TEXTS = new RegExp(`(?:${TEXTS.source})\\.`, 'i');
const isText = (path: string): boolean => !path.startsWith('values.') && IN_TEXTS.test(path);
/** The paths at which ambiguous field names are enums. */
const PLACES: Record<string, RegExp> = { kind: /^kind$/, type: /^service\.type$/, provider: /^(cni\.)?provider$/ };

/** TypeScript code that is equivalent to a values file. */
export function codeOf(chart: Chart, values: Values, release: Release): string {
  const [construct, mapping] = CONSTRUCTS[chart];
  const known = withoutUnknownMembers(mapping, { ...toProps(mapping, withIstioNamespace(chart, values, release)) });
  const props = 'meshConfig' in mapping ? withMeshConfig(known) : known;
  if (release.namespace !== usualRelease(chart).namespace) props.namespace = release.namespace;
  if (release.upgrade) props.upgrade = true;
  const body = object(props, '', '');
  const imports = ['App', 'Chart', .../\bDuration\./.test(body) ? ['Duration'] : [], .../\bSize\./.test(body) ? ['Size'] : []].join(', ');
  const submodules = ['install', ...(/\bistio\.[A-Z]/.test(body) ? ['istio'] : [])].join(', ');
  const argument = body === '{}' ? '' : `, ${body}`;
  return [
    `import { ${imports} } from 'cdk8s';`,
    `import { ${submodules} } from 'cdk8s-mesh';`,
    '',
    'const app = new App();',
    `new install.${construct}(new Chart(app, '${chart === 'gateway' ? release.name : `istio-${chart}`}'), '${chart === 'gateway' ? release.name : chart}'${argument});`,
    'app.synth();',
    '',
  ].join('\n');
}

/** The charts read istiod's namespace from a value; the constructs use the namespace that they are installed in. */
function withIstioNamespace(chart: Chart, values: Values, release: Release): Values {
  const derived = ['base', 'istiod', 'default'].includes(chart) && release.namespace !== 'istio-system' && values.global?.istioNamespace === undefined;
  return derived ? { ...values, global: { ...values.global, istioNamespace: 'istio-system' } } : values;
}

/** Moves words that are not members of an enum back under `values`. */
function withoutUnknownMembers(mapping: Mapping, known: Values): Values {
  const strange: Values = {};
  for (const [path, { path: to }] of codecs(mapping)) {
    const value = path.reduce<any>((from, key) => from?.[key], known);
    const name = enumOf(path.join('.'), path[path.length - 1]);
    if (!name || typeof value !== 'string' || member(value) in (install as any)[name]) continue;
    take(known, path);
    setAt(strange, to.split('.'), value);
  }
  return Object.keys(strange).length > 0 ? { ...known, values: mergeValues(known.values ?? {}, strange) } : known;
}

/** The settings of the mesh as typed props; what has no exact equivalent stays under `values`. */
function withMeshConfig(all: Values): Values {
  const { values: { meshConfig: json, ...values } = {} as Values, ...props } = all;
  if (!isMap(json)) return all;
  const { props: meshConfig, rest } = meshConfigOf(json);
  const left = { ...values, ...Object.keys(rest).length > 0 && { meshConfig: rest } };
  return { ...props, ...Object.keys(meshConfig).length > 0 && { meshConfig }, ...Object.keys(left).length > 0 && { values: left } };
}

function object(value: Values, indent: string, path: string): string {
  const lines = Object.entries(value).map(([key, child]) => {
    const at = path ? `${path}.${key}` : key;
    return `${indent}  ${/^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key)}: ${expression(child, `${indent}  `, at, key)},\n`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`;
}

function expression(value: any, indent: string, path: string, key: string): string {
  if (value instanceof Written) return value.args ? `${value.head}(${value.args.map((one) => expression(one, indent, `${path}()`, '')).join(', ')})` : value.head;
  if (value instanceof Duration) return value.toMilliseconds() % 1000 === 0 ? `Duration.seconds(${value.toSeconds()})` : `Duration.millis(${value.toMilliseconds()})`;
  if (value instanceof Size) return `Size.kibibytes(${value.toKibibytes()})`;
  if (Array.isArray(value)) return `[${value.map((item) => expression(item, indent, `${path}[]`, '')).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return object(value, indent, path);
  if (isText(path) && (typeof value === 'boolean' || typeof value === 'number')) return literal(String(value));
  const name = enumOf(path, key);
  if (name && typeof value === 'string') return `install.${name}.${member(value)}`;
  return typeof value === 'string' ? literal(value) : JSON.stringify(value);
}

/** The enum of a prop; values under `values`, or within Kubernetes' own types, have none. */
function enumOf(path: string, key: string): string | undefined {
  if (path.startsWith('values.') || path.split('.').length > 2 || !Object.hasOwn(ENUMS, key)) return undefined;
  return !Object.hasOwn(PLACES, key) || PLACES[key].test(path) ? ENUMS[key] : undefined;
}

function member(value: string): string {
  if (value === '') return 'DEFAULT';
  return /^\d/.test(value) ? `V${value.replace('.', '_')}` : value.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
}

function literal(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, '\\\'')}'`;
}
