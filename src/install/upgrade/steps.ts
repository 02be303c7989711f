import type { ApiObject, Chart } from 'cdk8s';
import type { UpgradeCheck, UpgradeObject, UpgradeStep } from './plan';
import { reached } from './reached';
import { type UpgradeFrom, UpgradeStage } from './stage';
import { shellPath, shellWord } from '../../model/shell';
import { fileOf } from '../../synth/place';
import { NEWEST, releaseOf } from '../values/charts';

/** The objects of an installation's charts at one stage. */
export interface Snapshot {
  readonly [chart: string]: readonly ApiObject[];
}

const ACCEPTED = 'nothing is refused (a conflict with pilot-discovery: leave failurePolicy and caBundle to istiod; with an earlier client-side apply: --force-conflicts, once)';

/** The inputs of the steps. */
export interface UpgradeFacts {
  readonly from: UpgradeFrom;
  /** The old revision's name; undefined for the revision without a name. */
  readonly old?: string;
  readonly revision: string;
  readonly namespace: string;
  readonly tag?: string;
  /** The charts of the installation, by id. */
  readonly charts: { readonly [id: string]: Chart };
  /** Charts with Namespaces whose labels select a revision. */
  readonly enrolling: readonly Chart[];
  readonly restarts: UpgradeObject[];
  at(stage: UpgradeStage): Snapshot;
}

const rev = (kind: string, name: string): string => `kubectl get ${kind} ${name} -o jsonpath='{.metadata.labels.istio\\.io/rev}'`;
const check = (command: string, expect: string): UpgradeCheck => ({ command, expect });

/** The steps in the order of Istio's documentation: cluster-wide objects, the new revision, the tag, the pods, the default, and finally the old revision. */
export function upgradeSteps(facts: UpgradeFacts): UpgradeStep[] {
  const { from, revision, tag, charts } = facts;
  const namespace = shellWord(facts.namespace);
  const old = facts.old ?? 'default';
  const oldSuffix = facts.old ? `-${facts.old}` : '';
  const [beside, moved, byDefault, done] = [UpgradeStage.BESIDE, UpgradeStage.MOVED, UpgradeStage.DEFAULT, UpgradeStage.DONE].map(facts.at);
  const files = (...ids: string[]): string[] => ids.filter((id) => charts[id]).map((id) => pathOf(charts[id]));
  const step = (title: string, stage: UpgradeStage, checks: UpgradeCheck[], undo: string, rest: Partial<UpgradeStep>): UpgradeStep => {
    const dryRun = rest.files?.length ? [check(`kubectl apply --server-side --dry-run=server ${rest.files.map((file) => `-f ${shellPath(file)}`).join(' ')}`, ACCEPTED)] : [];
    return { title, stage, reached: reached(from, stage), checks: [...checks, ...dryRun], files: [], applies: [], removes: [], restarts: [], undo, ...rest };
  };
  const base = 'base' in charts;
  const tagOrNamespaces = tag ? `the tag '${tag}' leads to` : 'the namespaces are enrolled by';
  const noneLeft = check('istioctl proxy-status', `no proxy is connected to istiod${oldSuffix}-…`);
  return [
    ...base ? [step('Upgrade the CRDs and the other cluster-wide objects', UpgradeStage.BESIDE, [
      check('kubectl version', `the server is of ${releaseOf(NEWEST).kubernetes} or later`),
      check('istioctl x precheck', 'no issues found'),
      check('istioctl proxy-status', `every proxy is in sync, at most one minor version from istiod${oldSuffix}`),
      check(rev('validatingwebhookconfiguration', 'istiod-default-validator'), old),
    ], 'nothing to undo: newer CRDs accept what older ones accepted', { files: files('base'), applies: heads(beside.base) })] : [],
    step(`Install revision '${revision}' beside ${named(facts.old)}`, UpgradeStage.BESIDE, [
      check('kubectl wait --for=condition=Established crd -l app.kubernetes.io/part-of=istio --timeout=60s', 'condition met for each'),
      ...tag && !from.istiod ? [check(`kubectl get mutatingwebhookconfigurations -l istio.io/tag=${tag} --show-managed-fields`,
        'none, or no Helm release owns it: remove the tag from revisionTags of the old release first, as two owners would overwrite each other')] : [],
      check(`kubectl get deployment istiod-${revision} -n ${namespace} --ignore-not-found`, 'nothing, or this same revision: a revision is immutable, and a change needs a new name'),
    ], `delete the objects labelled istio.io/rev=${revision}, webhooks first; nothing uses them yet`, {
      files: [...files('control-plane', 'tag'), ...tag ? facts.enrolling.map(pathOf) : []],
      applies: heads([...beside['control-plane'], ...beside.tag ?? []]),
    }),
    step(tag ? `Move the tag '${tag}' to '${revision}'` : `Enroll the namespaces in '${revision}'`, UpgradeStage.MOVED, [
      check(`kubectl rollout status deployment/istiod-${revision} -n ${namespace}`, 'successfully rolled out'),
      check(`kubectl get mutatingwebhookconfiguration -l istio.io/rev=${revision} -o jsonpath='{.items[*].webhooks[*].clientConfig.caBundle}'`, 'not empty: istiod has filled it in (unless the webhooks use a URL with their own certificates)'),
      check(`kubectl get validatingwebhookconfiguration -l istio.io/rev=${revision} -o jsonpath='{.items[*].webhooks[*].failurePolicy}'`, 'Fail: istiod validates'),
      check(`kubectl run trial --labels=istio.io/rev=${revision},sidecar.istio.io/inject=true --image=… in a namespace without injection labels`, 'the pod has a proxy of the new version and becomes ready'),
    ], `set the stage back and apply the same files: ${tagOrNamespaces} ${named(facts.old)} again; then restart what was restarted`, {
      files: [...files('tag'), ...tag ? [] : facts.enrolling.map(pathOf)], applies: changed(beside.tag, moved.tag),
    }),
    step('Restart the pods, so that they get the new proxy', UpgradeStage.MOVED, [
      tag
        ? check(rev('mutatingwebhookconfiguration', moved.tag.find((object) => object.kind === 'MutatingWebhookConfiguration')!.name), revision)
        : check(`kubectl get namespaces -l istio.io/rev=${revision}`, 'every namespace of the mesh'),
      check('kubectl get poddisruptionbudgets -A', 'ALLOWED DISRUPTIONS is 1 or more for each workload below'),
    ], `${tagOrNamespaces} ${named(facts.old)} again (the step before), then restart them once more`, { restarts: facts.restarts }),
    ...['node-agent', 'ztunnel'].filter((id) => charts[id]).map((id) => step(`Upgrade ${id === 'ztunnel' ? 'ztunnel' : 'the CNI node agent'} on each node`, UpgradeStage.MOVED, [
      check(`kubectl rollout status deployment/istiod-${revision} -n ${namespace}`, 'successfully rolled out: neither may be newer than its control plane'),
      ...id === 'ztunnel' ? [check('kubectl get nodes', 'the workloads tolerate it: connections through ztunnel of a node are closed when it is replaced and its grace period is over')] : [],
    ], 'set the stage back and apply the same file', { files: files(id), applies: changed(beside[id], moved[id]) })),
    ...base ? [step(`Make '${revision}' the default revision`, UpgradeStage.DEFAULT, [
      noneLeft,
      check(`kubectl get pods -A -l istio.io/rev=${old},app!=istiod`, 'No resources found'),
    ], 'set the stage back and apply the same file', { files: files('base'), applies: changed(moved.base, byDefault.base) })] : [],
    step(`Remove ${named(facts.old)}`, UpgradeStage.DONE, [
      noneLeft,
      check(`kubectl get namespaces -l istio.io/rev=${old}`, 'No resources found'),
      ...facts.old ? [] : [check('kubectl get namespaces -l istio-injection=enabled', 'No resources found: such namespaces would no longer be injected')],
      check(`kubectl get mutatingwebhookconfiguration -l istio.io/tag,istio.io/rev=${old}`, 'No resources found: no tag points to it'),
      check(rev('validatingwebhookconfiguration', 'istiod-default-validator'), revision),
    ], from.istiod ? 'set the stage back and apply its file, which restores it' : 'install it again as it was installed', {
      removes: from.istiod ? gone(byDefault, done) : [],
      ...from.istiod ? {} : { title: `Remove ${named(facts.old)} with the tool that installed it (with Helm: uninstall its release of istiod, never that of base)` },
    }),
  ];
}

function named(revision: string | undefined): string {
  return revision ? `'${revision}'` : 'the default revision';
}

function pathOf(chart: Chart): string {
  const { folder, name } = fileOf(chart);
  return ['dist', ...folder ? [folder] : [], `${name}.k8s.yaml`].join('/');
}

function head(object: ApiObject): UpgradeObject {
  return { apiVersion: object.apiVersion, kind: object.kind, name: object.name, namespace: object.toJson().metadata.namespace };
}

function heads(objects: readonly ApiObject[] = []): UpgradeObject[] {
  return objects.map(head);
}

const key = ({ kind, namespace, name }: UpgradeObject): string => `${kind} ${namespace ?? ''} ${name}`;

function changed(before: readonly ApiObject[] = [], after: readonly ApiObject[] = []): UpgradeObject[] {
  const known = new Map(before.map((object) => [key(head(object)), JSON.stringify(object.toJson())]));
  return after.filter((object) => known.get(key(head(object))) !== JSON.stringify(object.toJson())).map(head);
}

/** Removed objects, in reverse order: webhooks first, so that none calls an istiod that is gone. */
function gone(before: Snapshot, after: Snapshot): UpgradeObject[] {
  const kept = new Set(Object.values(after).flat().map((object) => key(head(object))));
  return Object.values(before).flat().map(head).filter((object) => !kept.has(key(object))).reverse();
}
