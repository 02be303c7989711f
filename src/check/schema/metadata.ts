import { dns1035LabelError, dns1123LabelError, dns1123SubdomainError, labelValueError, qualifiedNameError } from './names';
import { Report } from './report';
import { isObject } from './types';
import { show } from '../problem';

/** Kinds whose names are used as something stricter than a DNS subdomain. */
const STRICTER: Record<string, (text: string) => string | undefined> = {
  'v1 Service': dns1035LabelError,
  'v1 Namespace': dns1123LabelError,
};
/** Kinds whose names may hold any character that a path segment may. */
const FREE = /^rbac\.authorization\.k8s\.io\//;

/** Names, labels and annotations: what every API server checks and no schema says. */
export function checkMetadata(manifest: any, report: Report): void {
  const { metadata } = manifest;
  if (!isObject(metadata)) return;
  report.path.push('metadata');
  const kind = `${manifest.apiVersion} ${manifest.kind}`;
  if (typeof metadata.name === 'string' && metadata.name !== '') named('name', metadata.name, nameError(kind, metadata.name), report);
  if (typeof metadata.namespace === 'string' && metadata.namespace !== '') named('namespace', metadata.namespace, dns1123LabelError(metadata.namespace), report);
  if (isObject(metadata.labels)) keys(metadata.labels, 'labels', report, labelValueError);
  if (isObject(metadata.annotations)) keys(metadata.annotations, 'annotations', report);
  report.path.pop();
}

function nameError(kind: string, name: string): string | undefined {
  if (FREE.test(kind)) return /[/%]/.test(name) || name === '.' || name === '..' ? "must not contain '/' or '%'" : undefined;
  return (STRICTER[kind] ?? dns1123SubdomainError)(name);
}

function named(field: string, value: string, error: string | undefined, report: Report): void {
  if (!error) return;
  report.path.push(field);
  report.add('MESH020', `the ${field} ${show(value)} ${error}`, `rename it: a ${field} ${error}`);
  report.path.pop();
}

function keys(map: Record<string, any>, what: string, report: Report, valueError?: (text: string) => string | undefined): void {
  report.path.push(what);
  for (const key of Object.keys(map)) {
    // the API server lowers the case of annotation keys before it looks at them
    const keyError = qualifiedNameError(what === 'annotations' ? key.toLowerCase() : key);
    const error = keyError ? `the key ${show(key)} ${keyError}` : typeof map[key] === 'string' && valueError?.(map[key]);
    if (!error) continue;
    report.path.push(key);
    report.add('MESH020', keyError ? error : `the value ${show(map[key])} ${error}`, `write a ${keyError ? 'key' : 'value'} that fits: it ${keyError ?? error}`);
    report.path.pop();
  }
  report.path.pop();
}
