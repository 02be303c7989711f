import { Callable, Parameter, Type, TypeReference } from './assembly';

/*
 * Signatures as TypeScript writes them.
 */

/** The name that a reader imports: `Mesh`, `istio.Gateway`; `Construct` of another package. */
export const shortName = (fqn: string): string => fqn.replace(/^(cdk8s-mesh|cdk8s|constructs)\./, '');

export function typeText({ primitive, fqn, collection, union }: TypeReference): string {
  if (collection) {
    const of = typeText(collection.elementtype);
    return collection.kind === 'array' ? `${of}[]` : `{ [key: string]: ${of} }`;
  }
  if (union) return union.types.map(typeText).join(' | ');
  return fqn ? shortName(fqn) : primitive === 'json' ? 'object' : primitive ?? 'any';
}

const parameter = ({ name, type, optional, variadic }: Parameter): string =>
  variadic ? `...${name}: ${typeText(type)}[]` : `${name}${optional ? '?' : ''}: ${typeText(type)}`;

const parameters = ({ parameters: of = [] }: Pick<Callable, 'parameters'>): string => of.map(parameter).join(', ');

/** `new Mesh(scope: Construct, id: string, props?: MeshProps)`; undefined for classes that users don't construct. */
export function constructorText(type: Type): string | undefined {
  return type.initializer && !type.abstract ? `new ${shortName(type.fqn)}(${parameters(type.initializer)})` : undefined;
}

/** `HttpMatch.header(name: string, value: string): HttpMatch` for a static method, `calls(…)` for others. */
export function methodText(type: Type, method: Callable): string {
  const owner = method.static ? `${shortName(type.fqn)}.` : '';
  return `${owner}${method.name}(${parameters(method)})${method.returns ? `: ${typeText(method.returns.type)}` : ''}`;
}
