import { join } from 'node:path';
import * as ts from 'typescript';
import { SETS } from './injection';
import { codeOf } from '../../../src/cli/code';
import { usualRelease } from '../../../src/install/chart/chart';
import { MESH } from '../../../test/cli/mesh-config';
import { suiteCases } from '../../../test/install/suite';
import type { Case } from '../../harness/case';

export const cases: Case[] = [{
  group: 'installed',
  name: 'the code that render --code prints compiles',
  run: async (_lab, t) => {
    const printed = [
      codeOf('istiod', { meshConfig: MESH }, usualRelease('istiod')),
      ...SETS.map(([, values]) => codeOf('istiod', values, usualRelease('istiod'))),
      ...suiteCases().flatMap(({ charts, values }) => charts.map((chart) => codeOf(chart, values, usualRelease(chart)))),
    ];
    t.equal(`errors of the compiler in ${printed.length} programs`, [], compile(printed));
    t.equal('errors with a prop that there isn\'t (control)', 1, compile([printed[0].replace('accessLogFile:', 'accessLogFil:')]).length);
  },
}];

/** What the compiler has against programs that stand beside the tests. */
function compile(programs: readonly string[]): string[] {
  const folder = join(__dirname, '..', '..', '..', 'test');
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, folder);
  const files = new Map(programs.map((code, i) => [join(folder, `printed-${i}.ts`), code]));
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) => (files.has(file) ? ts.createSourceFile(file, files.get(file)!, ts.ScriptTarget.ES2022) : getSourceFile(file, ...rest));
  const program = ts.createProgram([...files.keys()], { ...options, noEmit: true, skipLibCheck: true }, host);
  return [...files.keys()].map((file) => program.getSourceFile(file)!)
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map((one) => `${one.file!.text.slice(one.start! - 60, one.start! + 40)}: ${ts.flattenDiagnosticMessageText(one.messageText, ' ')}`);
}
