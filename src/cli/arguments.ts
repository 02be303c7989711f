import { parseArgs } from 'node:util';
import type { Command, Io } from './command';
import { printable } from './printable';
import { nearest } from '../grammar/nearest';

/** An option of a command: a switch, or with `value` an option that takes a value. */
export interface Option {
  /** the name of the value in the help */
  readonly value?: string;
  readonly short?: string;
  /** whether the option may be repeated: its values are then a list */
  readonly repeat?: true;
  /** the allowed values */
  readonly choices?: readonly string[];
  readonly default?: string;
  readonly help: string;
}
export type Options = Readonly<Record<string, Option>>;

type Text<O extends Option> = O extends { choices: readonly (infer C)[] } ? C : string;
type Value<O extends Option> = O extends { choices: unknown } | { value: string }
  ? O extends { repeat: true } ? readonly Text<O>[] : O extends { default: string } ? Text<O> : Text<O> | undefined
  : boolean;
export type Values<O extends Options> = { readonly [K in keyof O]: Value<O[K]> };

/** The arguments of a command, and the text of its help. */
export interface Usage<O extends Options> {
  readonly name: string;
  /** the positional arguments */
  readonly operands: string;
  readonly about: string;
  readonly options: O;
  /** the meaning of the exit codes, and other notes */
  readonly notes: readonly string[];
}

/** A mistake in the command line: printed with a pointer to the help. Exit code 2. */
export class WrongUsage extends Error {}

/** Runs a command with its arguments; returns the exit code. */
export type Body<O extends Options> = (values: Values<O>, operands: readonly string[], io: CommandIo) => number;
export interface CommandIo extends Io {
  /** prints to standard error, prefixed with the command's name */
  readonly printError: (message: string) => void;
}

const HELP: Option = { short: 'h', help: 'print this help' };
const takesValue = (o: Option): boolean => o.value !== undefined || o.choices !== undefined;
const placeholder = (o: Option): string => o.choices?.join('|') ?? o.value!;

/** A command with its options: handles `--help` and wrong usage, in the same way for all commands. */
export function command<const O extends Options>(usage: Usage<O>, body: Body<O>): Command {
  return {
    name: usage.name,
    run(args, io) {
      const printError = (message: string) => io.err(`cdk8s-mesh ${usage.name}: ${message.split('\n').map(printable).join('\n')}\n`);
      try {
        const { values, operands } = read({ ...usage.options, help: HELP }, args);
        if (values.help) {
          io.out(helpOf(usage));
          return 0;
        }
        return body(values as Values<O>, operands, { color: io.color, out: io.out, err: io.err, printError });
      } catch (e) {
        if (!(e instanceof WrongUsage)) throw e;
        printError(e.message);
        io.err(`see cdk8s-mesh ${usage.name} --help\n`);
        return 2;
      }
    },
  };
}

function read(options: Options, args: readonly string[]): { values: Record<string, unknown>; operands: readonly string[] } {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(Object.entries(options).map(([name, o]) => [name, { type: takesValue(o) ? 'string' as const : 'boolean' as const, ...(o.short && { short: o.short }) }])),
  });
  const values: Record<string, unknown> = {};
  for (const [name, o] of Object.entries(options)) values[name] = o.repeat ? [] : takesValue(o) ? o.default : false;
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName: said, value } = token;
    if (!Object.hasOwn(options, name)) throw new WrongUsage(`unknown option ${said}${meant(name, options)}`);
    const o = options[name];
    if (!takesValue(o)) {
      if (value !== undefined) throw new WrongUsage(`${said} does not take a value, got "${value}"`);
      values[name] = true;
      continue;
    }
    if (value === undefined) throw new WrongUsage(`${said} needs a value: ${placeholder(o)}`);
    if (value === '') throw new WrongUsage(`${said} must not be empty; give a value (${placeholder(o)}), or leave the option out`);
    if (!token.inlineValue && value.length > 1 && value.startsWith('-')) throw new WrongUsage(`${said} needs a value (${placeholder(o)}), got the option ${value}; to pass a value that begins with a hyphen, use ${said}=${value}`);
    if (o.choices && !o.choices.includes(value)) throw new WrongUsage(`${said} must be ${either(o.choices)}, got "${value}"`);
    if (o.repeat) (values[name] as string[]).push(value); else values[name] = value;
  }
  return { values, operands };
}

function meant(name: string, options: Options): string {
  const near = nearest(name, Object.keys(options));
  return near === undefined ? '' : `; did you mean --${near}?`;
}
const either = (choices: readonly string[]): string => (choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`);

const WIDTH = 100;
/** The help of a command. */
export function helpOf(usage: Usage<Options>): string {
  const rows = Object.entries<Option>({ ...usage.options, help: HELP }).map(([name, o]) => ({
    left: `${o.short ? `-${o.short}, ` : ''}--${name}${takesValue(o) ? ` ${placeholder(o)}` : ''}`,
    right: `${o.help}${o.default === undefined ? '' : ` (default: ${o.default})`}`,
  }));
  const column = Math.max(...rows.map((r) => r.left.length)) + 3;
  const table = rows.map(({ left, right }) => `  ${left.padEnd(column)}${wrap(right, WIDTH - column - 2).join(`\n${' '.repeat(column + 2)}`)}`);
  return [
    `usage: cdk8s-mesh ${usage.name} [options] ${usage.operands}`, '', ...wrap(usage.about, WIDTH), '', ...table,
    ...usage.notes.flatMap((note) => ['', ...wrap(note, WIDTH)]),
  ].join('\n') + '\n';
}

function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    if (line && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}
