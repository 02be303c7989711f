import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A row of the test grid of Istio's analyzers. */
export interface GridRow {
  readonly name: string;
  /** Relative to the folder of the analyzers. */
  readonly files: readonly string[];
  readonly meshConfig?: string;
  readonly meshNetworks?: string;
  /** `package.Type` */
  readonly analyzer: string;
  /** `CODE Kind namespace/name` */
  readonly expected: readonly string[];
  /** Each file is a cluster. */
  readonly clusters: boolean;
}

/** The test grid in the sources of `pkg/config/analysis/analyzers`. */
export function analyzerGrid(folder: string): GridRow[] {
  const codes = messageCodes(folder);
  const rows = (file: string, list: string, clusters: boolean): GridRow[] => {
    const source = readFileSync(join(folder, file), 'utf8').replace(/^\s*\/\/.*$/gm, '');
    const from = source.indexOf(`var ${list} = `);
    if (from < 0) { throw new Error(`${file} has no ${list}`); }
    const body = source.slice(source.indexOf('\n', from) + 1, source.indexOf('\n}', from));
    return body.split(/^\t},$/m).filter((e) => e.includes('name:')).map((element) => {
      const one = (key: string) => new RegExp(`${key}:\\s*"([^"]*)"`).exec(element)?.[1];
      return {
        name: one('name')!,
        files: [...element.matchAll(/nputFiles:\s*\[\]string\{([^}]*)\}/g)].flatMap((m) => strings(m[1])),
        meshConfig: one('meshConfigFile'),
        meshNetworks: one('meshNetworksFile'),
        analyzer: /analyzer:\s*&?([\w.]+)/.exec(element)![1],
        expected: [...element.matchAll(/\{msg\.(\w+),\s*"([^"]*)"\}/g)].map(([, message, object]) => `${codes.get(message)} ${object}`),
        clusters,
      };
    });
  };
  return [...rows('analyzers_test.go', 'testGrid', false), ...rows('multicluster_analyzers_test.go', 'mcTestGrid', true)];
}

/** The codes that each analyzer (`package.Type`) can emit: those of the messages that its file makes. */
export function analyzerCodes(folder: string): Map<string, Set<string>> {
  const codes = messageCodes(folder);
  const out = new Map<string, Set<string>>();
  for (const pkg of readdirSync(folder, { withFileTypes: true }).filter((e) => e.isDirectory())) {
    for (const file of readdirSync(join(folder, pkg.name)).filter((f) => f.endsWith('.go') && !f.endsWith('_test.go'))) {
      const source = readFileSync(join(folder, pkg.name, file), 'utf8');
      const made = new Set([...source.matchAll(/msg\.New(\w+)\(/g)].map((m) => codes.get(m[1])!));
      for (const [, type] of source.matchAll(/^func \(\w* ?\*?(\w+)\) Analyze\(/gm)) { out.set(`${pkg.name}.${type}`, made); }
    }
  }
  return out;
}

function messageCodes(folder: string): Map<string, string> {
  const source = readFileSync(join(folder, '..', 'msg', 'messages.gen.go'), 'utf8');
  return new Map([...source.matchAll(/^\t(\w+) = diag\.NewMessageType\(diag\.\w+, "(IST\d+)"/gm)].map(([, name, code]) => [name, code]));
}

const strings = (text: string): string[] => [...text.matchAll(/"([^"]*)"/g)].map((m) => m[1]);
