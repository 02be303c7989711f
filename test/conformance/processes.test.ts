import { spawn } from 'child_process';
import * as path from 'path';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('servers end when the process that started them is killed', async () => {
  const program = `
    const { Processes } = require(${JSON.stringify(path.join(__dirname, '..', '..', 'conformance', 'harness', 'processes.ts'))});
    const server = new Processes(require('os').tmpdir()).start({ name: 'guarded', command: process.execPath, args: ['-e', 'setTimeout(() => {}, 60000)'] });
    console.log(server.pid);
    setTimeout(() => {}, 60000);
  `;
  const harness = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((resolve) => harness.stdout.once('data', (d) => resolve(Number(String(d)))));
  expect(alive(pid)).toBe(true);
  harness.kill('SIGKILL');
  for (let i = 0; i < 100 && alive(pid); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(alive(pid)).toBe(false);
}, 30_000);
