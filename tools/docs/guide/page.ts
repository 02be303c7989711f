import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { type Ran, runApp } from './app';
import { objectsBlock, written } from './objects';
import { main } from '../../../src/cli/main';

/** A marker, and the block that was generated beneath it the last time. */
const MARKER = /^<!-- (objects|run|fails|printed)(?:: (.*?))? -->\n(?:```\w*\n[^]*?^```\n)?/gm;
const APP = /^```ts\n([^]*?)^```$/m;
/** Blocks of the page that are files beside the app. */
const FILE = /^```\w+ title="([^"]+)"\n([^]*?)^```$/gm;

/**
 * A page with its generated blocks written anew. The page's first block of TypeScript is an app; it is run in a folder of its own, and
 * `<!-- objects: KIND/NAME … -->` is followed by objects that it wrote, `<!-- run: check dist/ -->` by what the command line says of them (`<!-- fails: … -->` where its exit code is not 0), `<!-- printed -->` by what
 * the app printed.
 *
 * @throws when the app fails, a marker names what is not there, or a command ends with another exit code
 */
export async function generated(text: string): Promise<string> {
  if (!new RegExp(MARKER.source, 'm').test(text)) return text;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'guide-'));
  try {
    for (const [, file, content] of text.matchAll(FILE)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), content);
    }
    const code = APP.exec(text)?.[1];
    const ran = code === undefined ? { printed: [] } : runApp(code, folder);
    const blocks: string[] = [];
    for (const [, kind, argument] of text.matchAll(MARKER)) blocks.push(await block(kind, argument ?? '', folder, ran));
    return text.replace(MARKER, (_, kind: string, argument?: string) => `<!-- ${kind}${argument === undefined ? '' : `: ${argument}`} -->\n${blocks.shift()}\n`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function block(kind: string, argument: string, folder: string, ran: Ran): Promise<string> {
  if (kind === 'objects') return objectsBlock(argument.split(' '), written(path.join(folder, 'dist')));
  if (kind === 'printed') return `\`\`\`text\n${ran.printed.join('\n')}\n\`\`\``;
  return commandBlock(argument, folder, kind === 'fails');
}

/** The output of a command in the folder. */
async function commandBlock(line: string, folder: string, fails: boolean): Promise<string> {
  let said = '';
  const write = (text: string) => { said += text; };
  const args = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? inFolder(plain, folder));
  const code = await main(args, { out: write, err: write, color: false });
  if ((code !== 0) !== fails) throw new Error(`'cdk8s-mesh ${line}' ended with exit code ${code}: ${said}`);
  return `\`\`\`console\n$ npx cdk8s-mesh ${line}\n${said.replaceAll(`${folder}/`, '').trimEnd()}\n\`\`\``;
}

/** An operand that is a file of the folder, by its whole path; anything else as it is. */
function inFolder(word: string, folder: string): string {
  const [, before, file] = /^([\w:-]+=)?(.*)$/.exec(word)!;
  return fs.existsSync(path.join(folder, file)) ? `${before ?? ''}${path.join(folder, file)}` : word;
}
