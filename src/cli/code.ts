import { Duration } from 'cdk8s';
import { Mapping, toProps } from '../install/props/mapping';
import { BASE, CNI, GATEWAY, ISTIOD, ZTUNNEL } from '../install/props/tables';
import { Release } from '../install/render/manifest';
import { usualRelease } from '../install/render/render';
import { Chart } from '../install/values/charts';
import { Values } from '../install/values/kinds';

/** The construct of each chart, and where its values have what its props say. */
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
  kind: 'GatewayWorkload',
  type: 'GatewayServiceType',
};
/** A prop of that name which is plain text. */
const PLAIN = /^certificates\.provider$/;

/** TypeScript that says what a values file says. */
export function codeOf(chart: Chart, values: Values, release: Release): string {
  const [construct, mapping] = CONSTRUCTS[chart];
  const props: Values = { ...toProps(mapping, values) };
  if (release.namespace !== usualRelease(chart).namespace) props.namespace = release.namespace;
  if (release.upgrade) props.upgrade = true;
  const body = object(props, '', '');
  const imports = body.includes('Duration.') ? 'App, Chart, Duration' : 'App, Chart';
  const argument = body === '{}' ? '' : `, ${body}`;
  return [
    `import { ${imports} } from 'cdk8s';`,
    'import { install } from \'cdk8s-mesh\';',
    '',
    'const app = new App();',
    `new install.${construct}(new Chart(app, '${chart === 'gateway' ? release.name : `istio-${chart}`}'), '${chart === 'gateway' ? release.name : chart}'${argument});`,
    'app.synth();',
    '',
  ].join('\n');
}

function object(value: Values, indent: string, path: string): string {
  const lines = Object.entries(value).map(([key, child]) => {
    const at = path ? `${path}.${key}` : key;
    return `${indent}  ${/^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key)}: ${expression(child, `${indent}  `, at, key)},\n`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`;
}

function expression(value: any, indent: string, path: string, key: string): string {
  if (value instanceof Duration) return `Duration.seconds(${value.toSeconds()})`;
  if (Array.isArray(value)) return `[${value.map((item) => expression(item, indent, `${path}[]`, '')).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return object(value, indent, path);
  const name = ENUMS[key];
  // what stands under `values`, and deeper in what is Kubernetes' own, is no prop
  if (name && typeof value === 'string' && !path.startsWith('values.') && !PLAIN.test(path) && path.split('.').length <= 2) return `install.${name}.${member(value)}`;
  return typeof value === 'string' ? literal(value) : JSON.stringify(value);
}

function member(value: string): string {
  if (value === '') return 'DEFAULT';
  return /^\d/.test(value) ? `V${value.replace('.', '_')}` : value.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
}

function literal(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, '\\\'')}'`;
}
