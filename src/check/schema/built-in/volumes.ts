import { downwardFile } from './container';
import { addAt, all, at, between, each, fields, form, isUnset, listOf, missing, objectOf, oneOf, required, type Rule, strictForm } from './rules';
import type { Report } from '../report';
import { amount, localPathError, noBackstepsError, selector } from './texts';
import { dns1123LabelError, dns1123SubdomainError } from '../../../grammar/formats';

const mode = between(0, 0o777);
const items = each(fields({ key: required(), path: required(form(localPathError)), mode }));
const downward: Rule = each(all(fields({ path: required(form(localPathError)), mode }), downwardFile));
const FILE_TYPES = ['DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'];

const source = (value: any, report: Report): void => {
  const sources = Object.entries(SOURCES).filter(([name]) => value[name] !== undefined && value[name] !== null);
  if (sources.length > 1) report.add('MESH018', `${sources.map(([name]) => `'${name}'`).join(' and ')} are mutually exclusive`, 'split them into two sources');
  for (const [name, rule] of sources) at(report, name, () => rule(value[name], report));
};
const SOURCES: Record<string, Rule> = {
  secret: fields({ name: required(), items }),
  configMap: fields({ name: required(), items }),
  downwardAPI: fields({ items: downward }),
  serviceAccountToken: fields({ path: required(form(localPathError)), expirationSeconds: (v, r) => v !== undefined && v !== null && between(600, 2 ** 32)(v, r) }),
  clusterTrustBundle: all(fields({ path: required(form(localPathError)), labelSelector: selector }), (value, report) => {
    const { name, signerName } = objectOf(value);
    if (isUnset(name) && isUnset(signerName)) missing(report, 'signerName');
    if (!isUnset(name) && !isUnset(signerName)) report.add('MESH018', "'name' and 'signerName' are mutually exclusive", 'keep one of them');
  }),
  podCertificate: fields({ signerName: required() }),
};

/** Files of two sources can't have the same path. */
function paths(value: any, report: Report): void {
  const seen = new Set<string>();
  listOf(objectOf(value).sources).map(objectOf).forEach((one, i) => {
    const files = [one.secret, one.configMap, one.downwardAPI].flatMap((s) => listOf(objectOf(s).items)).map((f) => objectOf(f).path);
    for (const path of [...files, objectOf(one.clusterTrustBundle).path]) {
      if (isUnset(path)) continue;
      if (seen.has(path)) addAt(report, ['sources', i], 'MESH017', `path '${path}' occurs twice`, 'use a different path for each file');
      seen.add(path);
    }
  });
}

const claimSpec: Rule = (value, report) => {
  const { accessModes, resources } = objectOf(value);
  if (!listOf(accessModes).length) missing(report, 'accessModes');
  fields({ accessModes: each(required(oneOf('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'))), selector, volumeMode: (v, r) => (v === '' ? required() : oneOf('Filesystem', 'Block'))(v, r), storageClassName: form(dns1123SubdomainError) })(value, report);
  if (listOf(accessModes).length > 1 && listOf(accessModes).includes('ReadWriteOncePod')) addAt(report, ['accessModes'], 'MESH018', 'ReadWriteOncePod must be the only access mode', 'keep only this one');
  const storage = objectOf(objectOf(resources).requests).storage;
  if (storage === undefined) addAt(report, ['resources', 'requests'], 'MESH013', "'storage' is missing", "set 'storage', like 1Gi");
  else if ((amount(storage) ?? 1) <= 0) addAt(report, ['resources', 'requests', 'storage'], 'MESH016', 'storage must be more than 0', 'set a size, like 1Gi');
};

/** Problems that the API server's validation reports for a PersistentVolumeClaim, or in a template of one. */
export const claim: Rule = fields({ spec: (value, report) => claimSpec(value ?? {}, report) });

const VOLUMES: Record<string, Rule> = {
  emptyDir: fields({ sizeLimit: (v, r) => { if ((amount(v ?? 0) ?? 0) < 0) r.add('MESH016', 'sizeLimit must be at least 0', 'use a size of 0 or more'); } }),
  hostPath: fields({ path: required(form(noBackstepsError)), type: oneOf(...FILE_TYPES) }),
  secret: fields({ secretName: required(), defaultMode: mode, items }),
  configMap: fields({ name: required(), defaultMode: mode, items }),
  persistentVolumeClaim: fields({ claimName: required() }),
  downwardAPI: fields({ defaultMode: mode, items: downward }),
  projected: all(fields({ defaultMode: mode, sources: each((v, r) => source(objectOf(v), r)) }), paths),
  csi: fields({ driver: required() }),
  ephemeral: fields({ volumeClaimTemplate: required(claim) }),
  nfs: all(fields({ server: required(), path: required(form((text) => (text.startsWith('/') ? undefined : 'must be an absolute path'))) })),
  image: fields({ pullPolicy: oneOf('Always', 'IfNotPresent', 'Never') }),
  iscsi: fields({}),
  glusterfs: fields({ endpoints: required(), path: required() }),
  rbd: fields({}),
  flexVolume: fields({ driver: required() }),
  cinder: fields({ volumeID: required() }),
  cephfs: fields({}),
  flocker: fields({}),
  fc: fields({}),
  azureFile: fields({ secretName: required(), shareName: required() }),
  vsphereVolume: fields({ volumePath: required() }),
  quobyte: fields({}),
  azureDisk: fields({ diskName: required(), diskURI: required() }),
  photonPersistentDisk: fields({}),
  portworxVolume: fields({ volumeID: required() }),
  scaleIO: fields({}),
  storageos: fields({}),
  gcePersistentDisk: fields({ pdName: required(), partition: between(0, 255) }),
  awsElasticBlockStore: fields({ volumeID: required(), partition: between(0, 255) }),
  gitRepo: fields({ repository: required() }),
};

/** Checks the volumes of a pod, and returns those that containers can mount, by name. */
export function volumes(value: any, report: Report): Map<string, any> {
  const byName = new Map<string, any>();
  listOf(value).forEach((item, i) => at(report, i, () => {
    const volume = objectOf(item);
    const { name } = volume;
    const sources = Object.keys(VOLUMES).filter((kind) => volume[kind] !== undefined && volume[kind] !== null);
    const before = report.problems.length;
    fields({ name: required(strictForm(dns1123LabelError)) })(volume, report);
    if (!sources.length && Object.keys(volume).some((key) => key !== 'name')) report.add('MESH018', 'the volume has no source', "set one, like 'emptyDir: {}'");
    if (sources.length > 1) report.add('MESH018', `${sources.map((s) => `'${s}'`).join(' and ')} are mutually exclusive`, 'split them into two volumes');
    for (const kind of sources) at(report, kind, () => VOLUMES[kind](volume[kind], report));
    if (byName.has(name)) addAt(report, ['name'], 'MESH017', `the pod has two volumes '${name}'`, 'use a different name for each volume');
    if (report.problems.length === before || !byName.has(name)) byName.set(name, volume);
  }));
  return byName;
}
