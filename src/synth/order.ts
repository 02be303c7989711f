import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';

/**
 * The charts of an app and the objects of each, in the order in which cdk8s writes them.
 *
 * Without dependencies that is the order of the tree. With them it is the order of cdk8s' dependency graph, where a
 * dependency of a scope is one of each of its objects on each object of the other. cdk8s creates all those pairs and follows every path through them; here,
 * the target scope of a dependency is one vertex, and every vertex is visited once: same order, linear time.
 */
export interface SynthOrder {
  readonly charts: readonly OrderedChart[];
  /** Every construct, the root first. */
  readonly constructs: readonly IConstruct[];
  /** Whether a chart depends on another or contains one: cdk8s then numbers the files. */
  readonly dependent: boolean;
}

export interface OrderedChart {
  readonly chart: Chart;
  readonly objects: readonly ApiObject[];
}

/** @throws when dependencies form a cycle */
export function synthOrder(root: IConstruct): SynthOrder {
  const tree = new Tree(root);
  if (!tree.dependent && tree.edges.size === 0) {
    return { charts: asKeys(tree.charts).map((chart) => ({ chart, objects: tree.objectsOf(chart) })), constructs: tree.constructs, dependent: false };
  }
  const charts = topology(tree.constructs, tree).filter((c): c is Chart => Chart.isChart(c));
  return {
    charts: charts.map((chart) => ({
      chart,
      objects: topology(chart.node.findAll(), tree).filter((c): c is ApiObject => ApiObject.isApiObject(c) && tree.chartOf.get(c) === chart),
    })),
    constructs: tree.constructs,
    dependent: tree.dependent,
  };
}

/** The objects of a chart inside a scope that something depends on: one vertex instead of an edge to each. */
class Group {
  constructor(readonly objects: readonly ApiObject[]) {}
}
type Vertex = IConstruct | Group;

class Tree {
  readonly constructs: IConstruct[] = [];
  readonly charts: Chart[] = [];
  readonly chartOf = new Map<IConstruct, Chart>();
  /** The dependencies of each construct, in the order in which cdk8s reads them. */
  readonly edges = new Map<IConstruct, Set<Vertex>>();
  /** Whether charts depend on charts. */
  dependent = false;
  private readonly objects = new Map<Chart, ApiObject[]>();
  private readonly groups = new Map<IConstruct, Group>();

  constructor(root: IConstruct) {
    let declared: [IConstruct, IConstruct][] = [];
    let nested: [IConstruct, IConstruct][] = [];
    const visit = (c: IConstruct, outer: Chart | undefined): void => {
      this.constructs.push(c);
      let chart = outer;
      if (Chart.isChart(c)) {
        chart = c;
        this.charts.push(c);
        this.objects.set(c, []);
      } else if (chart !== undefined && ApiObject.isApiObject(c)) {
        this.objects.get(chart)!.push(c);
      }
      if (chart !== undefined) {
        this.chartOf.set(c, chart);
      }
      for (const target of c.node.dependencies) {
        declared.push([c, target]);
      }
      for (const child of c.node.children) {
        if (c === chart && Chart.isChart(child)) {
          nested.push([c, child]);
        }
        visit(child, chart);
      }
    };
    visit(root, undefined);
    this.connect(declared, nested);
  }

  objectsOf(chart: Chart): readonly ApiObject[] {
    return this.objects.get(chart)!;
  }

  private connect(declared: readonly [IConstruct, IConstruct][], nested: readonly [IConstruct, IConstruct][]): void {
    declared.forEach(([source, target]) => this.edge(source, target));
    for (const [parent, child] of nested) {
      this.edge(parent, child);
      this.dependent = true;
    }
    for (const [source, target] of this.constructEdges()) {
      const [from, to] = [Chart.of(source), Chart.of(target)]; // throws, as in cdk8s, if there is no chart around it
      if (from !== to) {
        this.edge(from, to);
        this.dependent = true;
      }
    }
    for (const [source, target] of this.constructEdges()) {
      this.connectObjects(source, target);
    }
  }

  /** Each object below the source comes after each object below the target. */
  private connectObjects(source: IConstruct, target: IConstruct): void {
    const group = this.groupOf(target);
    const targets = new Set<IConstruct>(group.objects);
    const sources = this.objectsBelow(source);
    const overlap = sources.some((s) => targets.has(s));
    for (const s of sources) {
      if (overlap) {
        group.objects.filter((t) => t !== s).forEach((t) => this.edge(s, t));
      } else if (group.objects.length > 0) {
        this.edge(s, group);
      }
    }
  }

  private groupOf(target: IConstruct): Group {
    let group = this.groups.get(target);
    if (group === undefined) {
      group = new Group(this.objectsBelow(target));
      this.groups.set(target, group);
    }
    return group;
  }

  private objectsBelow(scope: IConstruct): ApiObject[] {
    const chart = Chart.of(scope);
    return scope.node.findAll().filter((c): c is ApiObject => ApiObject.isApiObject(c) && Chart.of(c) === chart);
  }

  private edge(source: IConstruct, target: Vertex): void {
    const known = this.edges.get(source);
    if (known === undefined) {
      this.edges.set(source, new Set([target]));
    } else {
      known.add(target);
    }
  }

  /** The edges so far, by source in the order of the tree. */
  private constructEdges(): [IConstruct, IConstruct][] {
    return this.constructs.flatMap((source) => [...this.edges.get(source) ?? []].map((t): [IConstruct, IConstruct] => [source, t as IConstruct]));
  }
}

/** The constructs of a scope, each after its dependencies within the scope. */
function topology(scope: readonly IConstruct[], tree: Tree): IConstruct[] {
  const inScope = new Set<Vertex>(scope);
  const targets = (v: Vertex): readonly Vertex[] => {
    if (v instanceof Group) {
      return inScope.has(v.objects[0]) ? v.objects : []; // they belong to one chart: all of them or none
    }
    return [...tree.edges.get(v) ?? []].filter((t) => t instanceof Group || inScope.has(t));
  };

  const dependedOn = new Set<Vertex>();
  const mark = (v: Vertex): void => {
    for (const t of targets(v)) {
      if (!dependedOn.has(t)) {
        dependedOn.add(t);
        if (t instanceof Group) {
          mark(t);
        }
      }
    }
  };
  scope.forEach(mark);

  const order: IConstruct[] = [];
  const done = new Set<Vertex>();
  const roots = asKeys(scope);
  // a cycle without incoming edges has no root, so every vertex is visited
  for (const start of [...roots.filter((c) => !dependedOn.has(c)), ...roots]) {
    walk(start);
  }
  return order;

  function walk(start: IConstruct): void {
    const open = new Set<Vertex>();
    const path: { vertex: Vertex; next: Iterator<Vertex> }[] = [];
    const enter = (vertex: Vertex): void => {
      if (open.has(vertex)) {
        throw cycle(path.map((p) => p.vertex), vertex);
      }
      if (!done.has(vertex)) {
        open.add(vertex);
        path.push({ vertex, next: targets(vertex).values() });
      }
    };
    enter(start);
    while (path.length > 0) {
      const { vertex, next } = path[path.length - 1];
      const step = next.next();
      if (!step.done) {
        enter(step.value);
        continue;
      }
      path.pop();
      open.delete(vertex);
      done.add(vertex);
      if (!(vertex instanceof Group)) {
        order.push(vertex);
      }
    }
  }
}

function cycle(path: readonly Vertex[], again: Vertex): Error {
  const ring = [...path.slice(path.indexOf(again)), again].filter((v): v is IConstruct => !(v instanceof Group)).map((c) => c.node.path);
  if (again instanceof Group) {
    ring.push(ring[0]);
  }
  return new Error(`Dependency cycle detected: ${ring.join(' => ')}`);
}

/** The order of constructs as object keys, by path, as cdk8s stores them: integers come first. */
function asKeys<T extends IConstruct>(constructs: readonly T[]): T[] {
  const isIndex = (c: IConstruct): boolean => c.node.scope?.node.scope === undefined
    && /^(?:0|[1-9][0-9]{0,9})$/.test(c.node.id) && Number(c.node.id) < 2 ** 32 - 1;
  return [...constructs.filter(isIndex), ...constructs.filter((c) => !isIndex(c))];
}
