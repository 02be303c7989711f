import { Report } from './report';
import { dns1123LabelError, dns1123SubdomainError, labelValueError, qualifiedNameError } from '../../grammar/formats';
import { isObject, textOf } from '../../grammar/json';
import { show } from '../../validation/problem';

/** Kinds with stricter name rules than a DNS subdomain. */
const STRICTER: Record<string, NameRule> = {
  'v1 Service': dns1123LabelError, // since Kubernetes 1.36; before, it had to start with a letter
  'v1 Namespace': dns1123LabelError,
  'apps/v1 StatefulSet': dns1123LabelError,
};
/** Kinds whose names may contain any character valid in a path segment. */
const FREE = /^(?:rbac\.authorization\.k8s\.io|policy)\//;
/** All annotations of an object together, in bytes. */
const MAX_ANNOTATIONS = 256 * 1024;

/** Why a text is not a valid object name, or undefined when it is. */
export type NameRule = (text: string) => string | undefined;

/** How objects of a kind are named. */
export function nameRule(apiVersion: string, kind: string): NameRule {
  return FREE.test(apiVersion) ? segmentError : STRICTER[`${apiVersion} ${kind}`] ?? dns1123SubdomainError;
}

/** Names, labels and annotations: checked by every API server, but in no schema. */
export function checkMetadata(metadata: any, nameError: NameRule, report: Report): void {
  if (!isObject(metadata)) return;
  report.path.push('metadata');
  if (typeof metadata.name === 'string' && metadata.name !== '') named('name', metadata.name, nameError(metadata.name), report);
  if (typeof metadata.namespace === 'string' && metadata.namespace !== '') named('namespace', metadata.namespace, dns1123LabelError(metadata.namespace), report);
  if (isObject(metadata.labels)) keys(metadata.labels, 'labels', report, labelValueError);
  if (isObject(metadata.annotations)) {
    keys(metadata.annotations, 'annotations', report);
    const size = Object.entries(metadata.annotations).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(textOf(value ?? '')), 0);
    if (size > MAX_ANNOTATIONS) report.add('MESH016', `annotations have ${size} bytes, but at most ${MAX_ANNOTATIONS} are allowed`, 'shorten or remove annotations');
  }
  if (Array.isArray(metadata.finalizers)) metadata.finalizers.forEach((name: any, i: number) => typeof name === 'string' && at(['finalizers', i], name, qualifiedNameError(name)));
  if (typeof metadata.generateName === 'string' && metadata.generateName !== '') at(['generateName'], metadata.generateName, nameError(`${metadata.generateName}x`.replace(/-x$/, 'x')));
  if (Array.isArray(metadata.ownerReferences)) metadata.ownerReferences.forEach(owned);
  report.path.pop();

  function at(path: (string | number)[], value: string, error: string | undefined): void {
    if (error) report.add('MESH020', `${path[0]}: ${show(value)} ${error}`, `use a valid one: it ${error}`, [...report.path, ...path]);
  }
  function owned(owner: any, i: number): void {
    for (const field of ['apiVersion', 'kind', 'name', 'uid']) {
      if (isObject(owner) && owner[field] === '') report.add('MESH013', `'${field}' of an owner is empty`, `set '${field}'`, [...report.path, 'ownerReferences', i, field]);
    }
  }
}

function segmentError(name: string): string | undefined {
  return /[/%]/.test(name) || name === '.' || name === '..' ? "must not contain '/' or '%'" : undefined;
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
    // the API server lower-cases annotation keys before it checks them
    const keyError = qualifiedNameError(what === 'annotations' ? key.toLowerCase() : key);
    const error = keyError ? `the key ${show(key)} ${keyError}` : typeof map[key] === 'string' && valueError?.(map[key]);
    if (!error) continue;
    report.path.push(key);
    report.add('MESH020', keyError ? error : `the value ${show(map[key])} ${error}`, `use a valid ${keyError ? 'key' : 'value'}: it ${keyError ?? error}`);
    report.path.pop();
  }
  report.path.pop();
}
