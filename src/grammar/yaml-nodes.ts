import { Scanner, type Mark, type Token, YamlProblem } from './yaml-scanner';

/** A part of a document, as written: aliases are not resolved. */
export type Node =
  | { readonly kind: 'scalar'; readonly text: string; readonly plain: boolean; readonly tag: string; readonly mark: Mark }
  | { readonly kind: 'sequence'; readonly items: readonly Node[]; readonly mark: Mark }
  | { readonly kind: 'mapping'; readonly entries: readonly (readonly [Node, Node])[]; readonly mark: Mark }
  | { readonly kind: 'alias'; readonly name: string; readonly of: Node; readonly mark: Mark };

const TAGS = 'tag:yaml.org,2002:';
const DEEPEST = 1000;

/** The root node of a text's only document; undefined if it has none. */
export function parseYaml(text: string): Node | undefined {
  return new Parser(new Scanner(text)).document();
}

class Parser {
  private readonly anchors = new Map<string, Node>();
  private readonly handles = new Map<string, string>();
  private depth = 0;

  public constructor(private readonly tokens: Scanner) {}

  public document(): Node | undefined {
    const first = this.tokens.peek();
    if (first.kind === 'end') return undefined;
    const explicit = first.kind === 'directive' || first.kind === 'document-start';
    this.directives();
    if (explicit && this.tokens.next().kind !== 'document-start') this.fail("directives must be followed by '---'", first.mark);
    const { kind, mark } = this.tokens.peek();
    const isEmpty = explicit && ['directive', 'document-start', 'document-end', 'end'].includes(kind);
    const node = isEmpty ? this.nothing(mark) : this.node(true, false);
    this.end();
    return node;
  }

  /** kubectl reads the first document between two '---' lines and drops the rest, even if that is malformed. */
  private end(): void {
    let afterDots = false;
    let mark: Mark | undefined;
    try {
      let token = this.tokens.peek();
      while (token.kind === 'document-end') {
        afterDots = true;
        this.tokens.next();
        token = this.tokens.peek();
      }
      if (token.kind !== 'end') mark = token.mark;
    } catch (e) {
      if (!(e instanceof YamlProblem)) throw e;
      if (!afterDots) throw e;
      mark = { at: 0, line: e.line, column: e.column };
    }
    if (mark) throw new YamlProblem(`${afterDots ? "what follows '...'" : 'what follows the end of the value'} is not applied: kubectl drops it without a word; begin a new document with a line '---'`, mark.line, mark.column, true);
  }

  private directives(): void {
    let version = false;
    for (let token = this.tokens.peek(); token.kind === 'directive'; token = this.tokens.peek()) {
      if (token.handle === undefined) {
        if (version) this.fail('two %YAML directives', token.mark);
        version = true;
      } else {
        if (this.handles.has(token.handle)) this.fail(`two %TAG directives for ${token.handle}`, token.mark);
        this.handles.set(token.handle, token.text!);
      }
      this.tokens.next();
    }
    if (!this.handles.has('!')) this.handles.set('!', '!');
    if (!this.handles.has('!!')) this.handles.set('!!', TAGS);
  }

  private fail(reason: string, { line, column }: Mark): never {
    throw new YamlProblem(reason, line, column);
  }

  private nothing(mark: Mark): Node {
    return { kind: 'scalar', text: '', plain: true, tag: '', mark };
  }

  private node(isBlock: boolean, isIndentless: boolean): Node {
    if (++this.depth > DEEPEST) this.fail(`nested too deeply, more than ${DEEPEST} levels`, this.tokens.peek().mark);
    const first = this.tokens.peek();
    let node: Node;
    if (first.kind === 'alias') {
      this.tokens.next();
      const of = this.anchors.get(first.text!) ?? this.fail(`the alias *${first.text} has no anchor &${first.text} before it`, first.mark);
      node = { kind: 'alias', name: first.text!, of, mark: first.mark };
    } else {
      node = this.content(isBlock, isIndentless, first.mark);
    }
    this.depth--;
    return node;
  }

  private content(isBlock: boolean, isIndentless: boolean, mark: Mark): Node {
    let anchor: string | undefined;
    let tag: string | undefined;
    if (this.tokens.peek().kind === 'anchor') {
      anchor = this.tokens.next().text;
      if (this.tokens.peek().kind === 'tag') tag = this.tagOf(this.tokens.next());
    } else if (this.tokens.peek().kind === 'tag') {
      tag = this.tagOf(this.tokens.next());
      if (this.tokens.peek().kind === 'anchor') anchor = this.tokens.next().text;
    }
    const token = this.tokens.peek();
    if (token.kind === 'scalar') {
      this.tokens.next();
      const node: Node = { kind: 'scalar', text: token.text!, plain: (!tag && token.plain!) || tag === '!', tag: tag ?? '', mark };
      return this.anchored(anchor, node);
    }
    const isSequence = token.kind === 'flow-sequence' || (isBlock && token.kind === 'block-sequence') || (isIndentless && token.kind === 'block-entry');
    if (isSequence) {
      const items: Node[] = [];
      const node = this.anchored(anchor, { kind: 'sequence', items, mark });
      if (token.kind === 'block-entry') this.indentless(items);
      else if (token.kind === 'block-sequence') this.blockSequence(items);
      else this.flowSequence(items);
      return node;
    }
    if (token.kind === 'flow-mapping' || (isBlock && token.kind === 'block-mapping')) {
      const entries: [Node, Node][] = [];
      const node = this.anchored(anchor, { kind: 'mapping', entries, mark });
      if (token.kind === 'flow-mapping') this.flowMapping(entries); else this.blockMapping(entries);
      return node;
    }
    if (!anchor && !tag) this.fail(token.kind === 'end' ? 'a value is missing at the end' : 'a value is not allowed here', token.mark);
    return this.anchored(anchor, { kind: 'scalar', text: '', plain: !tag, tag: tag ?? '', mark });
  }

  private anchored<N extends Node>(anchor: string | undefined, node: N): N {
    if (anchor !== undefined) this.anchors.set(anchor, node);
    return node;
  }

  private tagOf({ handle, text, mark }: Token): string {
    if (!handle) return text!;
    const prefix = this.handles.get(handle);
    if (prefix === undefined) this.fail(`the handle ${handle} of a tag is not defined`, mark);
    return prefix + text!;
  }

  // --- block style

  private blockSequence(items: Node[]): void {
    this.tokens.next();
    for (;;) {
      const token = this.tokens.peek();
      if (token.kind === 'block-end') break;
      if (token.kind !== 'block-entry') this.fail("'- ' is expected here: the line is indented like an item of the list above", token.mark);
      this.tokens.next();
      const { kind, mark } = this.tokens.peek();
      items.push(kind === 'block-entry' || kind === 'block-end' ? this.nothing(mark) : this.node(true, false));
    }
    this.tokens.next();
  }

  private indentless(items: Node[]): void {
    while (this.tokens.peek().kind === 'block-entry') {
      this.tokens.next();
      const { kind, mark } = this.tokens.peek();
      items.push(['block-entry', 'key', 'value', 'block-end'].includes(kind) ? this.nothing(mark) : this.node(true, false));
    }
  }

  private blockMapping(entries: [Node, Node][]): void {
    this.tokens.next();
    for (;;) {
      const token = this.tokens.peek();
      if (token.kind === 'block-end') break;
      if (token.kind !== 'key') this.fail('a key is expected here: check the indentation', token.mark);
      this.tokens.next();
      const key = this.partOfMapping();
      const isValue = this.tokens.peek().kind === 'value';
      if (isValue) this.tokens.next();
      entries.push([key, isValue ? this.partOfMapping() : this.nothing(token.mark)]);
    }
    this.tokens.next();
  }

  private partOfMapping(): Node {
    const { kind, mark } = this.tokens.peek();
    return ['key', 'value', 'block-end'].includes(kind) ? this.nothing(mark) : this.node(true, true);
  }

  // --- flow style

  private flowSequence(items: Node[]): void {
    this.tokens.next();
    for (let isFirst = true; ; isFirst = false) {
      let token = this.tokens.peek();
      if (token.kind === 'flow-sequence-end') break;
      if (!isFirst) {
        if (token.kind !== 'flow-entry') this.fail("',' or ']' is expected here", token.mark);
        this.tokens.next();
        token = this.tokens.peek();
      }
      if (token.kind === 'key') items.push(this.pair());
      else if (token.kind === 'flow-sequence-end') break;
      else items.push(this.node(false, false));
    }
    this.tokens.next();
  }

  /** `[a: b]`: a mapping of one key. */
  private pair(): Node {
    const { mark } = this.tokens.next();
    const isOf = (...kinds: string[]): boolean => kinds.includes(this.tokens.peek().kind);
    let key: Node;
    if (isOf('value', 'flow-entry', 'flow-sequence-end')) {
      key = this.nothing(mark);
      this.tokens.next(); // like Kubernetes' parser
    } else {
      key = this.node(false, false);
    }
    let value = this.nothing(mark);
    if (isOf('value')) {
      this.tokens.next();
      if (!isOf('flow-entry', 'flow-sequence-end')) value = this.node(false, false);
    }
    return { kind: 'mapping', entries: [[key, value]], mark };
  }

  private flowMapping(entries: [Node, Node][]): void {
    this.tokens.next();
    for (let isFirst = true; ; isFirst = false) {
      let token = this.tokens.peek();
      if (token.kind === 'flow-mapping-end') break;
      if (!isFirst) {
        if (token.kind !== 'flow-entry') this.fail("',' or '}' is expected here", token.mark);
        this.tokens.next();
        token = this.tokens.peek();
      }
      if (token.kind === 'flow-mapping-end') break;
      if (token.kind !== 'key') {
        entries.push([this.node(false, false), this.nothing(token.mark)]);
        continue;
      }
      this.tokens.next();
      const isOf = (...kinds: string[]): boolean => kinds.includes(this.tokens.peek().kind);
      const key = isOf('value', 'flow-entry', 'flow-mapping-end') ? this.nothing(token.mark) : this.node(false, false);
      let value = this.nothing(token.mark);
      if (isOf('value')) {
        this.tokens.next();
        if (!isOf('flow-entry', 'flow-mapping-end')) value = this.node(false, false);
      }
      entries.push([key, value]);
    }
    this.tokens.next();
  }
}
