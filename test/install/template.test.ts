import { App } from 'cdk8s';
import { load, loadAll } from 'js-yaml';
import { install } from '../../src';
import { injectorConfigMap } from '../../src/install/chart/istiod-config';
import { print } from '../../src/install/template/print';
import { injectionTemplates } from '../../src/install/template/templates';
import { Block, code, each, entries, given, Node, Shared, spread, text, verbatim, when } from '../../src/install/template/tree';
import { Values } from '../../src/install/values/kinds';
import { resolve } from '../../src/install/values/resolve';

const templates = (values: Values = {}): Record<string, string> => injectionTemplates(resolve('istiod', values));

describe('a syntax tree is printed as a template', () => {
  test.each<[string, Node, string]>([
    ['maps and lists', { a: 1, b: ['x', { c: true }], d: {}, e: [], f: undefined, g: null }, 'a: 1\nb: [x, {c: true}]\nd: {}\ne: []\ng:'],
    ['text with code in it', { a: text`x-${code('.Y')}`, b: verbatim`${code('.Z')}` }, 'a: "x-{{ .Y }}"\nb: {{ .Z }}'],
    ['text that YAML would take for something else', ['no', '1', 'a: b', '- x'], '- "no"\n- "1"\n- "a: b"\n- "- x"'],
    ['braces that are no code', 'echo {{hi}}', '"echo {{ "{{" }}hi}}"'],
    ['what is long', { a: { b: 'x'.repeat(60), c: 'y'.repeat(80) } }, `a:\n  b: ${'x'.repeat(60)}\n  c: ${'y'.repeat(80)}`],
    ['choices of keys', entries({ a: 1 }, when('.X', { b: 2 }, { c: 3 })), 'a: 1\n{{- if .X }}\nb: 2\n{{- else }}\nc: 3\n{{- end }}'],
    ['choices of items', { a: [when('.X', ['b']), each('.L', [{ name: text`${code('.')}` }])] },
      'a:\n{{- if .X }}\n- b\n{{- end }}\n{{- range .L }}\n- {name: "{{ . }}"}\n{{- end }}'],
    ['a list that is one choice', { a: given('.X', ['b']) }, 'a:\n{{- with .X }}\n- b\n{{- end }}'],
    ['lines', { a: new Block(['[', '{{- if .X }}', '  1', '{{- end }}', ']'], false) }, 'a: |-\n  [\n{{- if .X }}\n    1\n{{- end }}\n  ]'],
    ['a map from code', [entries({ name: 'p' }, spread('$v'))], '- name: p\n  {{ toYaml $v | indent 2 }}'],
    ['two lists with one end', new Shared('a', ['x'], '.A', 'b', '.B', ['z']), '{{- if .A }}\na:\n{{- end }}\n- x\n{{- if .B }}\nb:\n{{- end }}\n- z'],
  ])('%s', (_, tree, expected) => expect(print(tree)).toBe(expected));

  test('an item that begins with a condition is refused', () => {
    expect(() => print([entries(when('.X', { a: 1 }))])).toThrow('an item of a list can\'t begin with a condition');
  });
});

/** The documents of a template with all conditions fixed: enough to check what was baked in. */
function reading(template: string): any[] {
  const kept: string[] = [];
  let skipping = 0;
  const open: string[] = [];
  for (const line of template.split('\n')) {
    const header = /^\{\{- (\w+)/.exec(line)?.[1];
    if (['if', 'with', 'range'].includes(header!)) open.push(header!);
    if (header === 'else') skipping++;
    if (header === 'end') { if (skipping > 0) skipping--; open.pop(); }
    if (header === undefined && skipping === 0) kept.push(line.replace(/\{\{ (?:[^}"]|"[^"]*")* \}\}/g, 'X').replace(/^([^{[]*: )"X".*$/, '$1X'));
  }
  return loadAll(kept.join('\n'), undefined, { json: true }) as any[];
}

test('every block of a template is closed', () => {
  for (const template of Object.values(templates({ profile: 'demo', cni: { enabled: true, provider: 'multus' } }))) {
    const headers = template.match(/\{\{-? (if|with|range|end)\b/g)!.map((match) => match.replace(/\W/g, ''));
    expect(headers.filter((header) => header === 'end').length * 2).toBe(headers.length);
  }
});

test('a template does not read values at injection time: they are inlined', () => {
  for (const template of Object.values(templates())) expect(template).not.toContain('.Values');
});

test('the templates of Gateways create five objects', () => {
  for (const name of ['waypoint', 'kube-gateway', 'agentgateway', 'agentgateway-waypoint']) {
    expect(reading(templates()[name]).map((object) => object.kind))
      .toEqual(['ServiceAccount', 'Deployment', 'Service', 'HorizontalPodAutoscaler', 'PodDisruptionBudget']);
  }
});

test.each<[string, Values, string, string]>([
  ['the revision', { revision: 'canary' }, 'sidecar', 'istiod-canary.istio-system.svc:15012'],
  ['the node agent', { cni: { enabled: true } }, 'sidecar', '--run-validation'],
  ['a level', { global: { proxy: { logLevel: 'debug' } } }, 'gateway', 'annotation .ObjectMeta "sidecar.istio.io/logLevel" "debug"'],
  ['a network', { global: { network: 'n1' } }, 'waypoint', '"n1"'],
  ['a trust bundle', { env: { ENABLE_CLUSTER_TRUST_BUNDLE_API: true } }, 'grpc-agent', 'istio.io:istiod-ca:root-cert'],
  ['a pull secret', { global: { imagePullSecrets: ['regcred'] } }, 'kube-gateway', '[{name: regcred}]'],
])('%s is baked in', (_, values, name, expected) => {
  expect(templates(values)[name]).toContain(expected);
  expect(templates()[name]).not.toContain(expected);
});

test('the eight templates are a third smaller than with values read at injection time', () => {
  expect(Object.values(templates()).join('').length).toBeLessThan(75_000);
});

test('a null removes one resource at any depth, and keeps the others', () => {
  const resources = { limits: { cpu: null, memory: '500Mi' }, requests: { cpu: null, memory: '150Mi' } };
  const { sidecar } = templates({ global: { proxy: { resources } } });
  expect(sidecar).not.toContain('\\"cpu\\":null');
  expect(sidecar).toContain('500Mi');
  expect(sidecar).toContain('150Mi');
});

test('a custom template is added, or replaces a built-in one', () => {
  const config = (own: Values): any => {
    const values = resolve('istiod', { sidecarInjectorWebhook: { templates: own } });
    const names: any = { suffix: '', namespace: 'istio-system', rev: 'default' };
    return load(injectorConfigMap(values, names, injectionTemplates(values)).data.config);
  };
  expect(Object.keys(config({ extra: 'metadata: {}' }).templates)).toHaveLength(9);
  expect(config({ sidecar: 'metadata: {}' }).templates.sidecar).toBe('metadata: {}');
});

test('an installation with all components is at most 0.7 MB of YAML', () => {
  const app = new App();
  new install.IstioInstall(app, 'istio');
  expect(app.synthYaml().length).toBeLessThan(700_000);
});
