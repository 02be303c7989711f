import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ENGINE_CODES } from '../../check/engine/codes';
import { Severity, type Finding, type RelatedObject } from '../../check/finding';
import { HOME, objectName, pageOf } from '../../check/format';
import { CHECKS } from '../../check/registry';
import { SCHEMA_CODES } from '../../check/schema';
import { ADMISSION_CODES } from '../../validation';
import { printableJson } from '../printable';
import { version } from '../version';

const LEVEL: Readonly<Record<Severity, string>> = { [Severity.ERROR]: 'error', [Severity.WARNING]: 'warning', [Severity.INFO]: 'note' };
/** The meaning of codes without a check of their own. */
const CODES: Readonly<Record<string, string>> = { ...ENGINE_CODES, ...SCHEMA_CODES, ...ADMISSION_CODES };

/** SARIF 2.1.0, for code hosts and editors; in parts. */
export function* renderSarif(findings: readonly Finding[]): Iterable<string> {
  const used = [...new Set(findings.map((f) => f.code))].sort();
  const known = new Map(CHECKS.map((c) => [c.code, c]));
  const rules = used.map((id) => {
    const check = known.get(id);
    return {
      id,
      shortDescription: { text: check?.title ?? CODES[id] },
      ...(check && { fullDescription: { text: check.explanation }, defaultConfiguration: { level: LEVEL[check.severity] } }),
      helpUri: pageOf(id),
    };
  });
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'cdk8s-mesh', version: version(), informationUri: HOME, rules } },
      results: [],
    }],
  };
  const [head, tail] = printableJson(log, 2).split('"results": []');
  yield `${head}"results": [`;
  for (const [i, f] of findings.entries()) yield `${i ? ',' : ''}\n${indented(result(f, used))}`;
  yield `${findings.length ? '\n      ' : ''}]${tail}\n`;
}

/** A result at its depth in the log. */
const indented = (value: object): string => printableJson(value, 2).split('\n').map((line) => `        ${line}`).join('\n');

function result(f: Finding, rules: readonly string[]): object {
  return {
    ruleId: f.code,
    ruleIndex: rules.indexOf(f.code),
    level: LEVEL[f.severity],
    message: { text: `${f.message}. To fix: ${f.fix}` },
    locations: [location(f, f.object)],
    ...(f.related.length ? { relatedLocations: f.related.map((r, id) => ({ id, ...location(r, r), message: { text: objectName(r) } })) } : {}),
    properties: { aliases: f.aliases, layer: f.layer },
  };
}

function location(at: Pick<RelatedObject, 'file' | 'line' | 'column' | 'pointer' | 'constructPath'>, object: Finding['object']): object {
  const fullyQualifiedName = `${objectName(object)}${at.pointer ?? ''}`;
  return {
    ...(at.file !== undefined ? {
      physicalLocation: {
        artifactLocation: { uri: isAbsolute(at.file) ? pathToFileURL(at.file).href : at.file.split('\\').join('/').split('/').map(encodeURIComponent).join('/') },
        region: { startLine: at.line ?? 1, ...(at.column === undefined ? {} : { startColumn: at.column }) },
      },
    } : {}),
    logicalLocations: [{ fullyQualifiedName: at.constructPath ? `${at.constructPath}: ${fullyQualifiedName}` : fullyQualifiedName, kind: 'object' }],
  };
}
