import * as fs from 'fs';
import * as path from 'path';
import { FILES, FLOORS, leaving } from './rooms';

/** Draws the folders of src/ and the imports between them in ARCHITECTURE.md, between its two marks.
 */

const page = path.join(__dirname, '..', '..', 'ARCHITECTURE.md');

/** The folders from which a folder imports: values, types, and lazily. */
function arrows(): ReadonlyMap<string, ReadonlySet<string>> {
  const out = new Map(FLOORS.flat().map((room) => [room, new Set<string>()]));
  for (const file of FILES) for (const { from, to } of leaving(file, fs.readFileSync(file, 'utf8'))) out.get(from)!.add(to);
  return out;
}

/** The diagram: a box for each layer, and the arrows that no other path of arrows implies. */
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
