import { ApiObject, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { CheckLayer, Severity, type Finding } from './finding';
import { oneLine } from './format';
import { documentOf } from '../synth/documents';
import { overrideMethod } from '../synth/override';
import { type Place, placeOf, placesIn } from '../synth/place';
import { plainAppErrors } from '../synth/plain-app';
import type { Manifest } from '../world/manifest';
import type { Silenced } from './engine/suppress';
import type { World, WorldOptions } from '../world/world';

/** An object as rendered, with the construct that made it. */
export interface RenderedObject {
  readonly construct: IConstruct;
  readonly object: unknown;
}
/** Why a scope accepts a finding. */
export interface Acknowledged {
  readonly scope: IConstruct;
  readonly code: string;
  readonly reason: string;
}

/** The state that the checks of one app keep. */
export class CheckState {
  /** facts from constructs and users; later ones come first */
  public options: WorldOptions = {};
  public readonly acknowledged: Acknowledged[] = [];
  /** findings of the current synth */
  private current?: Finding[];
  private depth = 0;
  /** the objects that the current synth would lose on disk */
  private lost?: string[];
  private rendered?: readonly RenderedObject[];
  /** why objects can't be rendered */
  private broken: string[] = [];
  private attached = false;
  /** Whether `App.synth` is running, which writes files. */
  private writing = false;
  /** Scopes whose information findings are printed, by code. */
  private readonly shown = new Map<string, Set<string>>();
  private readonly printed = new Set<string>();
  private readonly validated = new Set<IConstruct>();

  public constructor(private readonly root: IConstruct) {}

  public addFacts(options: WorldOptions): void {
    const completeNamespaces = [...this.options.completeNamespaces ?? [], ...options.completeNamespaces ?? []];
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    const enrolled = { ...this.options.enrolled, ...options.enrolled };
    const foreignNamespaces = [...new Set([...this.options.foreignNamespaces ?? [], ...options.foreignNamespaces ?? []])];
    const trustDomains = [...new Set([...this.options.trustDomains ?? [], ...options.trustDomain === undefined ? [] : [options.trustDomain]])];
    this.options = { ...this.options, ...given, completeNamespaces, enrolled, foreignNamespaces, trustDomains };
  }

  /** Prints information findings of a code about a scope at synth: such a finding means that an assumption of the scope is wrong. */
  public show(code: string, scope: IConstruct): void {
    const paths = this.shown.get(code) ?? new Set<string>();
    this.shown.set(code, paths.add(scope.node.path));
  }

  /** Makes the app's synth run the checks. Calling it again changes nothing. */
  public attach(): void {
    if (this.attached) return;
    this.attached = true;
    this.root.node.addValidation({ validate: () => this.validateRoot() });
    // cdk8s validates the app itself once, and once more for every chart; within one synth the result is the same
    for (const method of ['synth', 'synthYaml'] as const) {
      if (typeof (this.root as unknown as Record<string, unknown>)[method] !== 'function') continue;
      overrideMethod(this.root, method, (original) => (...args) => {
        const writing = this.writing;
        this.writing = method === 'synth';
        try {
          return this.session(() => original(...args));
        } finally {
          this.writing = writing;
        }
      });
    }
  }

  public get isAttached(): boolean {
    return this.attached;
  }

  /** Runs the body as one synth: the checks run at most once in it, on the given objects if there are any. */
  public session<T>(body: () => T, rendered?: readonly RenderedObject[]): T {
    this.depth++;
    if (rendered) this.rendered = rendered;
    try {
      return body();
    } finally {
      if (--this.depth === 0) {
        this.current = undefined;
        this.lost = undefined;
        this.rendered = undefined;
      }
    }
  }

  /** The findings of the app in its current state. */
  public findings(): Finding[] {
    if (this.current) return this.current;
    const rendered = this.rendered ?? render(this.root, this.broken = []);
    // loaded lazily: these are hundreds of small files, which an app that is never checked does not need
    const { checkWorlds } = require('./engine/run') as typeof import('./engine/run'); // eslint-disable-line @typescript-eslint/no-require-imports
    const { CHECKS, LAYERS } = require('./registry') as typeof import('./registry'); // eslint-disable-line @typescript-eslint/no-require-imports
    const needed = new Set<Acknowledged>();
    const findings = checkWorlds(this.worlds(rendered), { checks: CHECKS, layers: LAYERS, silenced: (f) => this.isAcknowledged(f, needed) });
    for (const a of this.acknowledged) if (!needed.has(a)) findings.push(this.idle(a));
    if (this.depth > 0) this.current = findings;
    return findings;
  }

  /** One world; for an app with a fleet, one for each API server, and one for objects that go to none. */
  public worlds(rendered: readonly RenderedObject[] = render(this.root)): readonly World[] {
    const { World: Cluster } = require('../world/world') as typeof import('../world/world'); // eslint-disable-line @typescript-eslint/no-require-imports
    const { ConstructOrigin } = require('./construct-origin') as typeof import('./construct-origin'); // eslint-disable-line @typescript-eslint/no-require-imports
    const places = placesIn(this.root);
    const manifests = new Map<Place | undefined, Manifest[]>(places.map((p) => [p, []]));
    for (const { construct, object } of rendered) {
      const place = places.length ? placeOf(construct) : undefined;
      const list = manifests.get(place) ?? [];
      manifests.set(place, list);
      list.push({ object, origin: new ConstructOrigin(construct, place?.name) });
    }
    if (places.length === 0) return [new Cluster(manifests.get(undefined) ?? [], this.options)];
    return [...manifests].map(([place, list]) => new Cluster(list, {
      ...this.options,
      cluster: place?.name ?? '',
      role: place?.role,
      ...Object.fromEntries(Object.entries(place?.facts?.() ?? {}).filter(([, v]) => v !== undefined)),
    }));
  }

  private isAcknowledged(finding: Finding, needed: Set<Acknowledged>): Silenced {
    const path = finding.constructPath;
    if (path === undefined) return undefined;
    const by = this.acknowledged.filter(({ scope, code }) => (code === finding.code || finding.aliases.includes(code)) && within(scope.node.path, path));
    for (const a of by) needed.add(a);
    return by.some(({ code }) => code === finding.code) ? 'code' : by.length > 0 ? 'alias' : undefined;
  }

  /** An acknowledgement that hides nothing today could hide tomorrow's mistake. If the app does not define everything, it may still be needed. */
  private idle({ scope, code, reason }: Acknowledged): Finding {
    const { IDLE } = require('./engine/suppress') as typeof import('./engine/suppress'); // eslint-disable-line @typescript-eslint/no-require-imports
    return {
      code: IDLE,
      aliases: [],
      severity: this.options.complete ? Severity.WARNING : Severity.INFO,
      layer: CheckLayer.SEMANTIC,
      object: { apiVersion: '', kind: 'Acknowledgement', name: code },
      constructPath: scope.node.path,
      message: `acknowledgement of ${code} ("${reason}") in ${scope.node.path || 'the app'} is not used: no check reports ${code}, and it would hide the next such finding`,
      fix: 'remove the acknowledgement',
      related: [],
    };
  }

  /** The root is validated before all others: it runs the checks and gives each construct its errors, so that cdk8s names the construct. */
  private validateRoot(): string[] {
    const findings = this.findings();
    const lost = this.writing ? this.lost ??= plainAppErrors(this.root as App) : [];
    for (const f of findings) if (f.severity === Severity.WARNING || this.isShown(f)) this.print(f);
    const errors = findings.filter((f) => f.severity === Severity.ERROR);
    const orphans = errors.filter((f) => !this.construct(f));
    for (const f of errors) {
      const construct = this.construct(f);
      if (!construct || this.validated.has(construct)) continue;
      this.validated.add(construct);
      const path = construct.node.path;
      construct.node.addValidation({
        validate: () => this.findings().filter((x) => x.severity === Severity.ERROR && x.constructPath === path).map(oneLine),
      });
    }
    return [...lost, ...orphans.map(oneLine), ...this.broken];
  }

  private construct(finding: Finding): IConstruct | undefined {
    const path = finding.constructPath;
    if (!path) return undefined;
    let at: IConstruct | undefined = this.root;
    for (const id of path.split('/')) at = at?.node.tryFindChild(id);
    return at;
  }

  private isShown({ severity, code, constructPath }: Finding): boolean {
    const paths = severity === Severity.INFO ? this.shown.get(code) : undefined;
    if (!paths || constructPath === undefined) return false;
    const ids = constructPath.split('/');
    return ids.some((_, i) => paths.has(ids.slice(0, i + 1).join('/')));
  }

  private print(finding: Finding): void {
    const line = `[${finding.constructPath ?? ''}] ${oneLine(finding)}`;
    if (this.printed.has(line)) return;
    this.printed.add(line);
    process.stderr.write(`${finding.severity}: ${line}\n`);
  }
}

const within = (scope: string, path: string): boolean => scope === '' || path === scope || path.startsWith(`${scope}/`);

/** Renders every object of every chart; `broken` collects the reasons why some can't be rendered. */
function render(root: IConstruct, broken: string[] = []): RenderedObject[] {
  const out: RenderedObject[] = [];
  for (const construct of root.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    try {
      out.push({ construct, object: documentOf(construct) });
    } catch (e) {
      broken.push(unrendered(construct, e));
    }
  }
  return out;
}

/** The text that cdk8s puts around an error of a value that it renders. */
const FRAME = 'Failed serializing construct at path \'';

/** The text between a prefix and a suffix, if the message starts with the prefix. */
function between(message: string, beginning: string, end: string): string | undefined {
  const at = message.startsWith(beginning) ? message.indexOf(end, beginning.length) : -1;
  return at < 0 ? undefined : message.slice(beginning.length, at);
}

/** An error in a value that is known only at synth: the construct and the problem, without the text that cdk8s puts around them. */
function unrendered(construct: IConstruct, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const path = between(message, FRAME, '\' with name \'') ?? construct.node.path;
  const cause = message.startsWith(FRAME) ? message.slice(message.indexOf('\': ', FRAME.length + path.length + 1) + 3).replace(/^[A-Za-z]{0,40}Error: /, '') : message;
  return cause.includes(`'${path}'`) ? cause : `'${path}': ${cause}`;
}

const STATE = Symbol.for('cdk8s-mesh.CheckState');
/** The state of the construct's app. */
export function checkState(scope: IConstruct): CheckState {
  const root = scope.node.root as IConstruct & { [STATE]?: CheckState };
  if (!root[STATE]) Object.defineProperty(root, STATE, { value: new CheckState(root) });
  return root[STATE]!;
}

/** Makes the synth of the construct's app run the checks. Mesh constructs call it; calling it again changes nothing. */
export function attachChecks(scope: IConstruct, options: WorldOptions = {}): void {
  const state = checkState(scope);
  state.addFacts(options);
  state.attach();
}


