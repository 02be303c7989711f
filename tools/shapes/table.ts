import * as path from 'path';
import * as ts from 'typescript';
import type { Shapes } from '../../src/guard/shapes';

/*
 * What the public API takes, read from its declarations: the properties of structs, the values of enums, the parameters of constructors and methods.
 * Names are those of the package's exports: `HttpMatch`, `istio.HttpMatch`.
 */

const ENTRY = path.join(__dirname, '..', '..', 'src', 'index.ts');

const FOREIGN: { readonly [name: string]: string } = { Duration: 'Duration', Size: 'Size', Construct: 'Construct', IConstruct: 'Construct', ApiObject: 'ApiObject', Chart: 'Chart' };
/** A type that accepts any value. */
const ANY = '*';

/** The table, from the sources of the package. */
export function shapes(): Shapes {
  const program = ts.createProgram([ENTRY], { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, strict: true, skipLibCheck: true, noEmit: true });
  const reader = new Reader(program.getTypeChecker());
  reader.read(program.getSourceFile(ENTRY)!);
  return reader.shapes();
}

class Reader {
  private readonly names = new Map<ts.Symbol, string>();
  private readonly structs: Record<string, string> = {};
  private readonly enums: Record<string, string> = {};
  private readonly interfaces: Record<string, string> = {};
  private readonly calls: Record<string, string> = {};

  public constructor(private readonly checker: ts.TypeChecker) {}

  public read(entry: ts.SourceFile): void {
    this.name(this.checker.getSymbolAtLocation(entry)!, '');
    for (const [symbol, name] of this.names) this.describe(symbol, name);
  }

  public shapes(): Shapes {
    return { structs: sorted(this.structs), enums: sorted(this.enums), interfaces: sorted(this.interfaces), calls: sorted(this.calls) };
  }

  private name(module: ts.Symbol, prefix: string): void {
    for (const exported of this.checker.getExportsOfModule(module)) {
      const symbol = has(exported.flags, ts.SymbolFlags.Alias) ? this.checker.getAliasedSymbol(exported) : exported;
      if (symbol.declarations?.some(ts.isSourceFile)) this.name(symbol, `${prefix}${exported.name}.`);
      else if (!hidden(symbol)) this.names.set(symbol, prefix + exported.name);
    }
  }

  private describe(symbol: ts.Symbol, name: string): void {
    const declaration = symbol.declarations?.[0];
    if (!declaration) return;
    if (ts.isEnumDeclaration(declaration)) {
      this.enums[name] = declaration.members.map((m) => String(this.checker.getConstantValue(m))).join(' ');
    } else if (ts.isInterfaceDeclaration(declaration)) {
      const members = this.members(symbol);
      if (isStruct(name)) this.structs[name] = members.map((m) => this.field(m)).join(' ');
      else this.interfaces[name] = `${members.map((m) => m.name).join(' ')}:${this.classesOf(symbol).join(' ')}`;
    } else if (ts.isClassDeclaration(declaration)) {
      this.describeClass(symbol, declaration, name);
    }
  }

  private describeClass(symbol: ts.Symbol, declaration: ts.ClassDeclaration, name: string): void {
    const statics = this.checker.getPropertiesOfType(this.checker.getTypeOfSymbol(symbol));
    const constructors = declaration.members.filter(ts.isConstructorDeclaration).filter((c) => !hiddenNode(c));
    if (constructors.length) this.call(`${name}#constructor`, constructors[0]);
    for (const member of statics.filter((m) => this.owner(m) === symbol)) this.method(`${name}.${member.name}`, member);
    for (const member of this.members(symbol).filter((m) => this.owner(m) === symbol || !this.names.has(this.owner(m)!))) this.method(`${name}#${member.name}`, member);
  }

  /** The class that declares a member. */
  private owner(member: ts.Symbol): ts.Symbol | undefined {
    const { parent } = member.declarations?.[0] ?? {};
    return parent && ts.isClassDeclaration(parent) && parent.name ? this.checker.getSymbolAtLocation(parent.name) : undefined;
  }

  /** The exported classes whose objects have the members of an interface. */
  private classesOf(symbol: ts.Symbol): string[] {
    const wanted = this.checker.getDeclaredTypeOfSymbol(symbol);
    const classes = [...this.names].filter(([s]) => s.declarations?.some(ts.isClassDeclaration));
    return classes.filter(([s]) => this.checker.isTypeAssignableTo(this.checker.getDeclaredTypeOfSymbol(s), wanted)).map(([, name]) => name).sort();
  }

  private method(name: string, member: ts.Symbol): void {
    const declaration = member.declarations?.filter(ts.isMethodDeclaration).find((m) => !hiddenNode(m));
    if (declaration && ours(member)) this.call(name, declaration);
  }

  private call(name: string, declaration: ts.MethodDeclaration | ts.ConstructorDeclaration): void {
    const parameters = declaration.parameters.map((p) => {
      const type = this.type(this.checker.getTypeAtLocation(p));
      const given = p.dotDotDotToken ? `...${type.slice(1)}` : type;
      return `${p.name.getText()}:${given}${p.questionToken || p.initializer ? '?' : ''}`;
    });
    if (parameters.length) this.calls[name] = parameters.join(' ');
  }

  private members(symbol: ts.Symbol): ts.Symbol[] {
    return this.checker.getPropertiesOfType(this.checker.getDeclaredTypeOfSymbol(symbol)).filter((m) => !hidden(m));
  }

  private field(member: ts.Symbol): string {
    return `${member.name}:${this.type(this.checker.getTypeOfSymbol(member))}${has(member.flags, ts.SymbolFlags.Optional) ? '?' : ''}`;
  }

  private type(given: ts.Type): string {
    const type = this.checker.getNonNullableType(given);
    if (has(type.flags, ts.TypeFlags.Any)) return ANY;
    if (has(type.flags, ts.TypeFlags.String)) return 's';
    if (has(type.flags, ts.TypeFlags.Number)) return 'n';
    if (has(type.flags, ts.TypeFlags.BooleanLike)) return 'b';
    if (this.checker.isArrayType(type)) return `[${this.type(this.checker.getTypeArguments(type as ts.TypeReference)[0])}`;
    const values = type.getStringIndexType();
    if (values) return `{${this.type(values)}`;
    const symbol = type.aliasSymbol ?? type.getSymbol();
    return (symbol && (this.names.get(symbol) ?? FOREIGN[symbol.name])) ?? ANY;
  }
}

/** The manner of jsii: an interface of behaviour begins with I. */
const isStruct = (name: string): boolean => !/^I[A-Z]/.test(name.split('.').pop()!);

function has(flags: number, flag: number): boolean {
  return (flags & flag) !== 0; // eslint-disable-line no-bitwise
}

const hidden = (symbol: ts.Symbol): boolean => symbol.name.startsWith('_') || symbol.getJsDocTags().some((t) => t.name === 'internal') || (symbol.declarations ?? []).every(hiddenNode);

function hiddenNode(node: ts.Declaration): boolean {
  return has(ts.getCombinedModifierFlags(node), ts.ModifierFlags.Private) || has(ts.getCombinedModifierFlags(node), ts.ModifierFlags.Protected)
    || ts.getJSDocTags(node).some((t) => t.tagName.text === 'internal');
}

const ours = (symbol: ts.Symbol): boolean => (symbol.declarations ?? []).some((d) => !d.getSourceFile().fileName.includes('node_modules'));

const sorted = (table: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
