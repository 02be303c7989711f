import { createHash } from 'crypto';
import { App, Chart, Names } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';

/** An API server to which objects are applied. Everything in its construct is applied there, and written to a folder with its name. */
export interface Place {
  readonly name: string;
  /** Whether the server runs Config Connector, or is a member of the fleet. */
  readonly role: 'management' | 'member';
  /** Set if the servers of a fleet can be applied in phases: the default phase for this server, and whether the app needs phases. */
  readonly phases?: { readonly usual: number; needed(): boolean };
  /** Facts about the cluster other than its objects, for the checks; read at synthesis. */
  facts?(): PlaceFacts;
}

/** Facts that the objects of a cluster don't contain. */
export interface PlaceFacts {
  /** DNS domain of the cluster. */
  readonly domain?: string;
  /** Trust domain of its mesh. */
  readonly trustDomain?: string;
  /** The operator of the control plane: Google, with the given implementation (undefined: unknown), or someone else. */
  readonly managed?: ManagedFacts;
}

/** A control plane that Google runs. */
export interface ManagedFacts {
  readonly implementation?: 'traffic-director' | 'istiod';
}

const PLACE = Symbol.for('cdk8s-mesh.Place');

/** Marks a construct as an API server. */
export function markPlace(scope: Construct, place: Place): void {
  Object.defineProperty(scope, PLACE, { value: place });
}

/** The API server of a construct's objects; undefined if not set. */
export function placeOf(scope: IConstruct): Place | undefined {
  let at: IConstruct | undefined = scope;
  for (; at; at = at.node.scope) {
    const place = (at as any)[PLACE];
    if (place) {
      return place;
    }
  }
  return undefined;
}

/** Every API server of an app. */
export function placesIn(root: IConstruct): readonly Place[] {
  return root.node.findAll().map((c) => (c as any)[PLACE]).filter((p) => p !== undefined);
}

const PHASE = Symbol.for('cdk8s-mesh.Phase');

/** Sets the phase of a chart's objects, if it differs from that of their API server. */
export function markPhase<C extends Chart>(chart: C, phase: number): C {
  return Object.defineProperty(chart, PHASE, { value: phase });
}

/** The phase in which an object is applied, across all API servers of its fleet; undefined if it doesn't matter. */
export function phaseOf(scope: IConstruct): number | undefined {
  const place = placeOf(scope);
  if (!place?.phases?.needed()) return undefined;
  const marked = [...scope.node.scopes].reverse().find((s) => PHASE in s) as { [PHASE]?: number } | undefined;
  return marked?.[PHASE] ?? place.phases.usual;
}

/** The folder for objects of an API server; of one phase, if phases matter. */
export function folderOf(place: Place, phase: number | undefined = place.phases?.needed() ? place.phases.usual : undefined): string {
  return phase === undefined ? place.name : `${place.name}/phase-${phase}`;
}

const FIRST = Symbol.for('cdk8s-mesh.First');
const ORDERED = Symbol.for('cdk8s-mesh.Ordered');

/** Marks a chart to be applied before all unmarked ones. */
export function markFirst(chart: Chart): Chart {
  return Object.defineProperty(chart, FIRST, { value: true });
}

/** Marks an app whose files are named in the order of application. */
export function markOrdered(app: App): void {
  Object.defineProperty(app, ORDERED, { value: true });
}

/** Whether `MeshApp` writes the files of an app. */
export function isOrdered(app: App): boolean {
  return ORDERED in app;
}

/**
 * The folder of a chart's file, and the file's name without extension: from the chart's path below its API server. `kubectl apply -f` applies the files of a
 * folder by name, so what comes first starts with a digit.
 */
export function fileOf(chart: Chart): { readonly folder?: string; readonly name: string } {
  const first = FIRST in chart && ORDERED in App.of(chart) ? '0-' : '';
  let at: IConstruct | undefined = chart;
  for (; at; at = at.node.scope) {
    const place: Place | undefined = (at as any)[PLACE];
    if (place) {
      const below = chart.node.path.slice(at.node.path.length).replace(/^\//, '');
      return { folder: folderOf(place, phaseOf(chart)), name: first + Names.toDnsLabel({ node: { path: below, addr: createHash('sha1').update(below).digest('hex') } } as Construct) };
    }
  }
  return { name: first + Names.toDnsLabel(chart) };
}
