import * as path from 'path';
import * as ts from 'typescript';

/** The public API, read from the sources: what jsii would silently degrade for Python, Java and Go (a union becomes `object`, only the first overload is
 * kept, a function is omitted), and undocumented members. jsii itself rejects everything else.
 */

const ROOT = path.join(__dirname, '..');

/** Whether one of these is among the flags. */
function has(flags: number, ...wanted: number[]): boolean {
  return wanted.some((flag) => (flags & flag) !== 0); // eslint-disable-line no-bitwise
}

/** All complaints about the API that a file exports, each with its member. */
function complaints(entry: string, host?: ts.CompilerHost): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  };
  const program = ts.createProgram([entry], options, host);
  const checker = program.getTypeChecker();
  const found: string[] = [];
  const seen = new Set<ts.Symbol>();

  const docs = (s: ts.Symbol) => ts.displayPartsToString(s.getDocumentationComment(checker)).trim();
  const tag = (s: ts.Symbol, name: string) => s.getJsDocTags(checker).find((t) => t.name === name);
  const hidden = (s: ts.Symbol) => tag(s, 'internal') !== undefined || s.name.startsWith('_')
    || (s.declarations ?? []).every((d) => has(ts.getCombinedModifierFlags(d), ts.ModifierFlags.Private, ts.ModifierFlags.Protected));
  const ours = (s: ts.Symbol) => (s.declarations ?? []).some((d) => !d.getSourceFile().fileName.includes('node_modules'));

  /** What jsii would degrade a type to. */
  function lost(type: ts.Type): string | undefined {
    if (has(type.flags, ts.TypeFlags.TypeParameter)) {
      return undefined; // what is generic is one complaint
    }
    const wanted = checker.getNonNullableType(type);
    if (wanted.isIntersection()) {
      return 'an intersection';
    }
    if (wanted.isUnion()) {
      return has(wanted.flags, ts.TypeFlags.EnumLike, ts.TypeFlags.Boolean) ? undefined : `a union (${checker.typeToString(wanted)})`;
    }
    if (wanted.isLiteral() && !has(wanted.flags, ts.TypeFlags.EnumLike)) {
      return `a literal (${checker.typeToString(wanted)})`;
    }
    const elements = has(wanted.flags, ts.TypeFlags.Object) ? checker.getTypeArguments(wanted as ts.TypeReference) : [];
    const values = wanted.getStringIndexType();
    return [...elements, ...values ? [values] : []].map(lost).find((l) => l !== undefined);
  }

  function typed(at: string, type: ts.Type): void {
    const l = lost(type);
    if (l) {
      found.push(`${at} is ${l}`);
    }
  }

  function callable(at: string, all: readonly ts.Signature[]): void {
    const signatures = all.filter((s) => !s.getJsDocTags().some((t) => t.name === 'internal'));
    if (signatures.length > 1) {
      found.push(`${at} has overloads`);
    }
    for (const signature of signatures) {
      if (signature.typeParameters?.length) {
        found.push(`${at} is generic`);
      }
      signature.parameters.forEach((p) => typed(`parameter '${p.name}' of ${at}`, checker.getTypeOfSymbol(p)));
      typed(`what ${at} gives`, signature.getReturnType());
    }
  }

  function member(at: string, m: ts.Symbol, struct: boolean): void {
    if (docs(m) === '') {
      found.push(`${at} has no words`);
    }
    const type = checker.getTypeOfSymbol(m);
    if (has(m.flags, ts.SymbolFlags.Method)) {
      callable(at, type.getCallSignatures());
      return;
    }
    typed(at, type);
    if (struct && has(m.flags, ts.SymbolFlags.Optional) && !tag(m, 'default')) {
      found.push(`${at} has no @default`);
    }
  }

  /** Whether a class is only used for its static methods, never for instances. */
  function statically(symbol: ts.Symbol, type: ts.Type): boolean {
    return has(symbol.flags, ts.SymbolFlags.Class) && !checker.getTypeOfSymbol(symbol).getProperties().some((m) => m.name !== 'prototype'
      && [checker.getTypeOfSymbol(m), ...checker.getTypeOfSymbol(m).getCallSignatures().map((c) => c.getReturnType())].includes(type));
  }

  function exported(at: string, s: ts.Symbol): void {
    const symbol = has(s.flags, ts.SymbolFlags.Alias) ? checker.getAliasedSymbol(s) : s;
    if (seen.has(symbol) || hidden(symbol)) {
      return;
    }
    seen.add(symbol);
    if (has(symbol.flags, ts.SymbolFlags.NamespaceModule, ts.SymbolFlags.ValueModule) && !has(symbol.flags, ts.SymbolFlags.Class)) {
      checker.getExportsOfModule(symbol).forEach((e) => exported(`${at}.${e.name}`, e));
      return;
    }
    if (!has(symbol.flags, ts.SymbolFlags.Class, ts.SymbolFlags.Interface, ts.SymbolFlags.Enum)) {
      found.push(`${at} is neither class, interface nor enum: other languages do not see it`);
      return;
    }
    if (docs(symbol) === '') {
      found.push(`${at} has no words`);
    }
    if (has(symbol.flags, ts.SymbolFlags.Enum)) {
      checker.getExportsOfModule(symbol).forEach((e) => member(`${at}.${e.name}`, e, false));
      return;
    }
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    if ((type as ts.InterfaceType).typeParameters?.length) {
      found.push(`${at} is generic`);
    }
    const own = type.getProperties().filter((m) => ours(m) && !hidden(m));
    const struct = has(symbol.flags, ts.SymbolFlags.Interface) && own.every((m) => !has(m.flags, ts.SymbolFlags.Method)) && !/^I[A-Z]/.test(symbol.name);
    own.forEach((m) => member(`${at}.${m.name}`, m, struct));
    if (!struct && own.length === 0 && !statically(symbol, type)) {
      found.push(`${at} has no public member: in Go and Python any value passes for one`);
    }
    if (has(symbol.flags, ts.SymbolFlags.Class)) {
      const statics = checker.getTypeOfSymbol(symbol);
      statics.getProperties().filter((m) => m.name !== 'prototype' && ours(m) && !hidden(m)).forEach((m) => member(`${at}.${m.name}`, m, false));
      callable(`new ${at}`, statics.getConstructSignatures().filter((c) => c.declaration && !has(ts.getCombinedModifierFlags(c.declaration), ts.ModifierFlags.Private)));
    }
  }

  const root = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
  checker.getExportsOfModule(root).forEach((e) => exported(e.name, e));
  if (seen.size === 0) {
    throw new Error(`${entry} exports nothing`);
  }
  return found;
}

/** The complaints about a text used as `src/index.ts`. */
function complaintsOf(text: string): string[] {
  const entry = path.join(ROOT, 'src', 'api-of-a-test.ts');
  const host = ts.createCompilerHost({});
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (f) => f === entry || fileExists.call(host, f);
  host.readFile = (f) => f === entry ? text : readFile.call(host, f);
  host.getSourceFile = (f, v, ...rest) => f === entry ? ts.createSourceFile(f, text, v) : getSourceFile.call(host, f, v, ...rest);
  return complaints(entry, host);
}

test('the public API is fully visible to other languages, and every member is documented', () => {
  expect(complaints(path.join(ROOT, 'src', 'index.ts'))).toEqual([]);
});

test('types that jsii silently degrades are found', () => {
  expect(complaintsOf(`
    /** A class. */
    export class A {
      /** Of a union. */
      public static of(x: string | number): A { return new A([x]); }
      /** One way. */
      public over(x: string): void;
      public over(x: string, y: number): void;
      public over(): void {}
      /** Of anything. */
      public all<T>(x: T): T { return x; }
      /** Of an intersection. */
      public both(x: IB & IC): void {}
      public bare(): void {}
      /** @internal */
      public _render(): string | number { return 1; }
      public constructor(x: (string | number)[]);
      /** @internal */
      public constructor(x: (string | number)[], y: number);
      public constructor(private readonly x: (string | number)[], private readonly y = 1) {}
    }
    /** An interface. */
    export interface IB {
      /** Does it. */
      b(): boolean;
    }
    /** An interface. */
    export interface IC {
      /** Does it. */
      c(): void;
    }
    /** Something with members for the library alone. */
    export interface IHidden {
      /** @internal */
      _model(): object;
    }
    /** A value without members. */
    export class Empty {
      /** Makes one. */
      public static of(x: string): Empty { return new Empty(x); }
      private constructor(private readonly x: string) {}
    }
    /** Static methods alone. */
    export class Statics {
      /** Does it. */
      public static run(): void {}
      private constructor() {}
    }
    /** An enumeration. */
    export enum E {
      /** One. */
      ONE = 'one',
      TWO = 'two',
    }
    /** A struct. */
    export interface P {
      /** No default. */
      readonly mode?: 'a' | 'b';
      /**
       * As it should be.
       *
       * @default true
       */
      readonly fine?: boolean;
      /**
       * As it should be.
       *
       * @default E.ONE
       */
      readonly good?: E;
      /** Of a union. */
      readonly map: { [key: string]: string | boolean };
    }
    /** A function. */
    export function f(): void {}
    /** A constant. */
    export const c = 1;
  `).sort()).toEqual([
    'A.all is generic',
    'A.bare has no words',
    'A.over has overloads',
    'E.TWO has no words',
    'Empty has no public member: in Go and Python any value passes for one',
    'IHidden has no public member: in Go and Python any value passes for one',
    'P.map is a union (string | boolean)',
    'P.mode has no @default',
    'P.mode is a union ("a" | "b")',
    'c is neither class, interface nor enum: other languages do not see it',
    'f is neither class, interface nor enum: other languages do not see it',
    "parameter 'x' of A.both is an intersection",
    "parameter 'x' of A.of is a union (string | number)",
    "parameter 'x' of new A is a union (string | number)",
  ]);
});
