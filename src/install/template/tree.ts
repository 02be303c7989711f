/**
 * The tree that an injection template is written from. Leaves, maps and lists are what the template yields as YAML; between them stand the few
 * decisions that only istiod can take, when it sees the pod. Everything else is decided here, and the template holds only the outcome.
 */
export type Node = string | number | boolean | null | undefined | Text | Verbatim | Block | Node[] | Choice | Entries | Shared | { [key: string]: Node };

/** A piece of Go template: a pipeline, without its braces. */
export class Code {
  public constructor(public readonly pipeline: string) {}
}
/** Text in which pieces of code are filled in. */
export class Text {
  public constructor(public readonly parts: readonly (string | Code)[]) {}
}
/** What code yields, as it is: a number, or JSON. */
export class Verbatim {
  public constructor(public readonly parts: readonly (string | Code)[]) {}
}
/** Lines of text, code in them, as one scalar; `keep`: with a line end after the last one. */
export class Block {
  public constructor(public readonly lines: readonly string[], public readonly keep: boolean) {}
}
/** What is there in one case, and what in the other: items of a list or keys of a map. `if`, `range` or `with` open it. */
export class Choice {
  public constructor(public readonly header: string, public readonly then: Node, public readonly otherwise?: Node) {}
}
/** A map that is put together of several, some of them choices; `spread` is a map that code yields. */
export class Entries {
  public constructor(public readonly parts: readonly (Choice | Spread | Shared | { [key: string]: Node })[]) {}
}
export class Spread {
  public constructor(public readonly pipeline: string) {}
}
/**
 * Two lists of which one ends with the same items: the first when the condition holds, else the second.
 */
export class Shared {
  public constructor(
    public readonly first: string, public readonly firstItems: Node, public readonly firstThere: string,
    public readonly second: string, public readonly secondThere: string, public readonly shared: Node[],
  ) {}
}

/** A whole template: lines that set variables, and the tree that reads them. */
export interface TemplateTree {
  readonly prelude: readonly string[];
  readonly tree: Node;
}

type Piece = string | number | boolean | Code;
const pieces = (literals: TemplateStringsArray, values: readonly Piece[]): (string | Code)[] => literals.flatMap((literal, i) => {
  const value = values[i];
  return [literal, ...value === undefined ? [] : [value instanceof Code ? value : String(value)]];
});

export const code = (pipeline: string): Code => new Code(pipeline);
export const text = (literals: TemplateStringsArray, ...values: Piece[]): Text => new Text(pieces(literals, values));
export const verbatim = (literals: TemplateStringsArray, ...values: Piece[]): Verbatim => new Verbatim(pieces(literals, values));
export const when = (condition: string, then: Node, otherwise?: Node): Choice => new Choice(`if ${condition}`, then, otherwise);
export const each = (header: string, then: Node): Choice => new Choice(`range ${header}`, then);
export const given = (pipeline: string, then: Node): Choice => new Choice(`with ${pipeline}`, then);
export const entries = (...parts: (Choice | Spread | Shared | { [key: string]: Node })[]): Entries => new Entries(parts);
export const spread = (pipeline: string): Spread => new Spread(pipeline);

/** A literal of the template language. */
export const quoted = (value: unknown): string => JSON.stringify(String(value ?? ''));
