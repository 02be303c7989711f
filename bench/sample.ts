import * as fs from 'fs';
import * as path from 'path';
import { loadAll } from 'js-yaml';
import { group } from './app';

/** What our constructs write for one group, made into the same for any group: as a JavaScript module and as a Helm chart. */
export class Sample {
  private readonly common: string;
  private readonly group: string;

  constructor(folder: string) {
    const read = (id: string) => fs.readFileSync(path.join(folder, `${id}.k8s.yaml`), 'utf8');
    [this.common, this.group] = [read('mesh'), read(group(0))];
  }

  /** A module of literals, as one would write them by hand. */
  public writeModule(file: string): void {
    const literals = (yaml: string) => `[\n${loadAll(yaml).map((doc) => literal(doc)).join(',\n')}\n]`;
    fs.writeFileSync(file, `exports.common = () => ${literals(this.common)};\nexports.ofGroup = (group) => ${literals(this.group)};\n`);
  }

  public writeHelmChart(folder: string): void {
    fs.mkdirSync(path.join(folder, 'templates'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 0.0.0\n');
    fs.writeFileSync(path.join(folder, 'templates', 'all.yaml'), [
      this.common,
      '{{- range $n := until (int .Values.groups) }}',
      '{{- $group := printf "group-%04d" $n }}',
      `---\n${this.group.replaceAll(group(0), '{{ $group }}')}`,
      '{{- end }}',
    ].join('\n'));
  }
}

function literal(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(literal).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}: ${literal(v)}`).join(', ')} }`;
  }
  if (typeof value === 'string' && value.includes(group(0))) {
    return `\`${value.replace(/[\\`$]/g, '\\$&').replaceAll(group(0), '${group}')}\``;
  }
  return JSON.stringify(value);
}
