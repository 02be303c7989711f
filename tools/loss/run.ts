import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const HELP = `npx projen loss [-- OPTIONS]
  --runs N   how many random values of each kind (default 400; npm test takes 12)
  --seed N   where randomness begins (default 8); a failure is found again by the same two numbers`;

/** Looks for silent losses of planes, in more random models than a test run has time for. */
function main(args: readonly string[]): number {
  const given = { '--runs': 400, '--seed': 8 };
  for (let i = 0; i < args.length; i += 2) {
    const value = Number(args[i + 1]);
    if (!(args[i] in given) || !Number.isInteger(value) || value < (args[i] === '--runs' ? 1 : -(2 ** 31))) {
      console.error(HELP);
      return 2;
    }
    given[args[i] as keyof typeof given] = value;
  }
  const { status } = spawnSync('npx', ['jest', 'test/plane/no-silent-loss', '--coverage=false', '--testTimeout=3600000'], {
    cwd: join(__dirname, '..', '..'),
    stdio: 'inherit',
    env: { ...process.env, LOSS_RUNS: String(given['--runs']), LOSS_SEED: String(given['--seed']) },
  });
  return status ?? 1;
}

process.exitCode = main(process.argv.slice(2));
