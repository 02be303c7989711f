import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

/*
 * Draws the rooms of src/ and the imports between them into ARCHITECTURE.md, between its two marks.
 */

const root = path.join(__dirname, '..', '..');
const FLOORS: string[][] = JSON.parse(fs.readFileSync(path.join(root, 'projenrc', 'floors.json'), 'utf8'));
const page = path.join(root, 'ARCHITECTURE.md');

/** The rooms that a room imports from, for values or types. */
export function arrows(): ReadonlyMap<string, ReadonlySet<string>> {
  const out = new Map<string, Set<string>>();
  for (const name of fs.readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || !name.includes(path.sep)) continue;
    const [room] = name.split(path.sep);
    const into = out.get(room) ?? new Set<string>();
    out.set(room, into);
    const file = path.join(root, 'src', name);
    for (const { fileName } of ts.preProcessFile(fs.readFileSync(file, 'utf8')).importedFiles) {
      if (!fileName.startsWith('.')) continue;
      const [other, ...rest] = path.relative(path.join(root, 'src'), path.resolve(path.dirname(file), fileName)).split(path.sep);
      if (other !== room && other !== '..' && rest.length > 0) into.add(other);
    }
  }
  return out;
}

/** The picture: a box for each floor, and the arrows that no other path of arrows says. */
export function picture(): string {
  const all = arrows();
  const reaches = (from: string, to: string): boolean => [...all.get(from) ?? []].some((next) => next === to || reaches(next, to));
  const lines = FLOORS.map((rooms, i) => `  subgraph floor${i}[" "]\n${rooms.map((r) => `    ${r}`).join('\n')}\n  end`).reverse();
  const edges = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([from, into]) => [...into].sort()
    .filter((to) => ![...into].some((via) => via !== to && reaches(via, to))).map((to) => `  ${from} --> ${to}`));
  return ['```mermaid', 'flowchart TB', ...lines, ...edges, '```'].join('\n');
}

if (require.main === module) {
  const marks = /(<!-- rooms -->\n)[\s\S]*?(<!-- end of rooms -->)/;
  fs.writeFileSync(page, fs.readFileSync(page, 'utf8').replace(marks, (_all, from: string, to: string) => `${from}${picture()}\n${to}`));
}
