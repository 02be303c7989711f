import { Place } from './place';
import { show } from './problem';
import { object, text } from './values';

/** TLS originated by a client. */
export function checkClientTls(tls: unknown, namespace: string, place: Place): void {
  const given = object(tls);
  if (!given) return;
  const mode = text(given.mode);
  const credential = text(given.credentialName);
  if (credential.startsWith('configmap://')) checkConfigMap(credential, namespace, place.at('credentialName'));

  const authority = text(given.caCertificates);
  if (given.insecureSkipVerify === true && (mode === 'SIMPLE' || mode === 'MUTUAL')) {
    const checks = [authority && 'caCertificates', Array.isArray(given.subjectAltNames) && given.subjectAltNames.length && 'subjectAltNames',
      mode === 'SIMPLE' && credential && 'credentialName'].filter(Boolean);
    if (checks.length) place.error('MESH107', `insecureSkipVerify disables verification, but ${checks.join(' and ')} configure it`, `remove insecureSkipVerify, or ${checks.join(' and ')}`);
  }
  if ((mode === 'SIMPLE' || mode === 'MUTUAL') && credential) {
    const files = ['clientCertificate', 'privateKey', 'caCertificates', 'caCrl'].filter((field) => text(given[field]));
    if (files.length) place.error('MESH107', `credentialName and files can't be set together, got ${files.join(', ')}`, `keep credentialName, or ${files.join(', ')}`);
    return;
  }
  if (mode !== 'MUTUAL') return;
  const missing = ['clientCertificate', 'privateKey'].filter((field) => !text(given[field]));
  if (missing.length) place.error('MESH107', `MUTUAL requires a client certificate: ${missing.join(' and ')} missing`, 'set credentialName, or both clientCertificate and privateKey');
}

/** A ConfigMap is only read from the resource's namespace. */
function checkConfigMap(name: string, namespace: string, place: Place): void {
  const [ns, map] = name.slice('configmap://'.length).split('/');
  if (!ns || !map) place.error('MESH107', `${show(name)} is not a ConfigMap reference`, 'use configmap://NAMESPACE/NAME');
  else if (namespace && ns !== namespace) place.error('MESH107', `a ConfigMap is only read from the namespace of the object, '${namespace}', got ${show(ns)}`, `use configmap://${namespace}/${map}`);
}

