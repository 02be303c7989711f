import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { codeOf } from './code';
import type { Command, Io } from './command';
import { writeDocument } from '../emit/yaml';
import { renderChart, usualRelease } from '../install/render/render';
import { Chart, CHARTS, NEWEST } from '../install/values/charts';
import { mergeValues } from '../install/values/merge';
import { readValues } from '../install/values/read';
import { releaseRemarks } from '../install/values/remarks';
import { resolve } from '../install/values/resolve';
import * as names from '../model/names';

const USAGE = `usage: cdk8s-mesh render ${CHARTS.join('|')} [options]

Prints what Istio's chart of this name installs, from a values file that was written for helm. A key that no chart reads is refused.

  -f, --values FILE          values, YAML; repeat it to lay one over the other
  -n, --namespace NS         where namespaced objects go (default: istio-system)
  --release NAME             names a gateway
  --code                     print TypeScript that says the same, not the objects
  --upgrade                  the objects are there already: what istiod has changed in them is left alone
  --istio-version X.Y        version to render (default: ${NEWEST})
  -h, --help                 this text

Exit code: 0 printed, 2 unusable input.
`;

export const render: Command = {
  name: 'render',
  summary: 'print what an Istio chart installs, from its values file',
  run(args: readonly string[], io: Io): number {
    try {
      const { values: options, positionals } = parseArgs({
        args: [...args],
        allowPositionals: true,
        options: {
          'values': { type: 'string', short: 'f', multiple: true, default: [] },
          'namespace': { type: 'string', short: 'n' },
          'release': { type: 'string' },
          'upgrade': { type: 'boolean', default: false },
          'code': { type: 'boolean', default: false },
          'istio-version': { type: 'string' },
          'help': { type: 'boolean', short: 'h', default: false },
        },
      });
      if (options.help) {
        io.out(USAGE);
        return 0;
      }
      const chart = chartOf(positionals);
      const usual = usualRelease(chart);
      const values = options.values.map((file) => readValues(readFileSync(file === '-' ? 0 : file, 'utf8'), file)).reduce(mergeValues, {});
      const notes: string[] = [];
      const release = {
        name: options.release === undefined ? usual.name : names.dnsName('--release', options.release),
        namespace: options.namespace === undefined ? usual.namespace : names.dnsLabel('--namespace', options.namespace),
        upgrade: options.upgrade,
      };
      const minor = options['istio-version'];
      const objects = renderChart(chart, values, release, { minor, note: (message) => notes.push(message) });
      if (!options.code) notes.push(...releaseRemarks(chart, resolve(chart, values, { minor }), release.namespace));
      io.out(options.code ? codeOf(chart, values, release) : objects.map((object) => `---\n${writeDocument(object)}`).join(''));
      if (notes.length > 0) io.err(notes.map((note) => `note: ${note}\n`).join(''));
      return 0;
    } catch (e) {
      io.err(`cdk8s-mesh render: ${(e as Error).message}\n`);
      return 2;
    }
  },
};

function chartOf(positionals: readonly string[]): Chart {
  const [name] = positionals;
  if (positionals.length !== 1 || !CHARTS.includes(name as Chart)) {
    throw new Error(`name one chart (${CHARTS.join(', ')}), got: ${positionals.join(' ') || 'none'}`);
  }
  return name as Chart;
}
