import { main } from '../../src/cli/main';

test.each([
  ['check', '--domain'], ['check', '--namespace'], ['check', '--mesh-config'], ['check', '--istio-version'], ['check', '--cluster'], ['trace', '--domain'], ['trace', '--header'], ['test', '--domain'],
])('%s %s without text is wrong usage, in both ways to write it', async (command, option) => {
  for (const given of [[option, ''], [`${option}=`]]) {
    let err = '';
    const code = await main([command, ...given, 'a.yaml'], { out: () => undefined, err: (t) => { err += t; }, color: false });
    expect([code, err.split('\n')[0]]).toEqual([2, expect.stringContaining(`${option} must not be empty`)]);
  }
});
