import { command, WrongUsage } from './arguments';
import { codeOf } from './code';
import { printable } from './printable';
import { readText, type Text } from '../check/files/bytes';
import { reason } from '../check/files/input';
import * as names from '../grammar/names';
import { renderChart, usualRelease } from '../install/chart/chart';
import { Chart, CHARTS, NEWEST } from '../install/values/charts';
import { mergeValues } from '../install/values/merge';
import { refuseMeshSettings } from '../install/values/mesh-settings';
import { readValues } from '../install/values/read';
import { releaseRemarks } from '../install/values/remarks';
import { resolve } from '../install/values/resolve';
import { writeDocument } from '../synth/yaml';

export const render = command({
  name: 'render',
  operands: CHARTS.join('|'),
  about: 'Prints the objects that the given Istio chart installs with a Helm values file. A key that no chart reads is refused.',
  options: {
    'values': { value: 'FILE', short: 'f', repeat: true, help: 'values file, YAML (- for standard input); repeat it to merge several, later ones win' },
    'namespace': { value: 'NAMESPACE', short: 'n', help: 'namespace of the namespaced objects (default: istio-system)' },
    'release': { value: 'NAME', help: 'name of the gateway (chart gateway)' },
    'code': { help: 'print equivalent TypeScript code instead of the objects' },
    'upgrade': { help: 'the objects already exist: keep what istiod has changed in them' },
    'istio-version': { value: 'X.Y', help: `Istio version to render (default: ${NEWEST})` },
  },
  notes: ['Exit code: 0 printed, 2 unusable input.'],
}, (options, operands, io) => {
  const chart = chartOf(operands);
  const usual = usualRelease(chart);
  const notes: string[] = [];
  try {
    const values = options.values.map((file) => readValues(textOf(file), file)).reduce(mergeValues, {});
    const release = {
      name: options.release === undefined ? usual.name : names.dnsName('--release', options.release),
      namespace: options.namespace === undefined ? usual.namespace : names.dnsLabel('--namespace', options.namespace),
      upgrade: options.upgrade,
    };
    const minor = options['istio-version'];
    refuseMeshSettings(chart, values);
    const objects = renderChart(chart, values, release, { minor, note: (message) => notes.push(message) });
    if (!options.code) notes.push(...releaseRemarks(chart, resolve(chart, values, { minor }), release.namespace));
    io.out(options.code ? codeOf(chart, values, release) : objects.map((object) => `---\n${writeDocument(object)}`).join(''));
  } catch (e) {
    io.printError((e as Error).message);
    return 2;
  }
  if (notes.length > 0) io.err(notes.map((note) => `note: ${printable(note)}\n`).join(''));
  return 0;
});

function textOf(file: string): string {
  let read: Text;
  try {
    read = readText(file);
  } catch (e) {
    throw new Error(`${file}: ${reason(e)}`);
  }
  if ('why' in read) throw new Error(`${file}${read.line === undefined ? '' : `:${read.line}`}: ${read.why}`);
  return read.text;
}

function chartOf(operands: readonly string[]): Chart {
  const [name] = operands;
  if (operands.length !== 1 || !CHARTS.includes(name as Chart)) {
    throw new WrongUsage(`give one chart (${CHARTS.join(', ')}), got ${operands.map((o) => `"${o}"`).join(' ') || 'none'}`);
  }
  return name as Chart;
}
