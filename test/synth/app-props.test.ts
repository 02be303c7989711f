import { App, YamlOutputType } from 'cdk8s';
import { GcloudCommands, MeshApp } from '../../src';

test.each<[string, unknown, string]>([
  ['outdir', 5, 'outdir must be a string, got: 5'],
  ['outdir', '', "outdir must be the path of a folder, such as 'dist', got: \"\""],
  ['outdir', 'a\0b', "outdir must be the path of a folder, such as 'dist', got: \"a\\u0000b\""],
  ['outputFileExtension', '\n.yaml', "outputFileExtension must be a file extension without control characters, such as '.yaml', got: \"\\n.yaml\""],
  ['outputFileExtension', '.yaml\u2028', 'outputFileExtension must be a file extension without control characters'],
  ['outputFileExtension', '/../../x.yaml', "outputFileExtension must be a file extension without slashes, such as '.yaml', got: \"/../../x.yaml\""],
  ['outputFileExtension', true, 'outputFileExtension must be a file extension without slashes'],
  ['yamlOutputType', 'FILE_PER_APP', 'yamlOutputType must be a YamlOutputType, got: "FILE_PER_APP"'],
  ['yamlOutputType', 17, 'yamlOutputType must be a YamlOutputType, got: 17'],
  ['recordConstructMetadata', 'no', 'recordConstructMetadata must be true or false, got: "no"'],
  ['resolvers', {}, 'resolvers must be a list, got: {}'],
  ['appName', 5, "appName must be a name of lower-case letters, digits and '-', at most 63 characters, such as 'shop', got: 5"],
  ...['', 'Shop', '../x', 'a/b', 'a.b', '-a', 'a-', 'a\n', 'x'.repeat(64)].map((name): [string, unknown, string] => ['appName', name, 'appName must be a name of lower-case letters']),
  ['prune', 'false', 'prune must be true or false, got: "false"'],
])('MeshApp refuses a property of the wrong type by its name: %s %j', (name, value, message) => {
  expect(() => new MeshApp({ [name]: value })).toThrow(`MeshApp: ${message}`);
});

test('MeshApp accepts the same properties as the App of cdk8s', () => {
  for (const yamlOutputType of [YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_CHART, YamlOutputType.FILE_PER_RESOURCE, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE]) {
    expect(new MeshApp({ yamlOutputType, outdir: 'x', outputFileExtension: '.k8s.yaml', prune: false, resolvers: [], appName: 'shop-2' }).yamlOutputType).toBe(yamlOutputType);
  }
  expect(() => new MeshApp(null as any)).toThrow('MeshApp: props must be an object with the properties of MeshAppProps, got: null');
});

test('GcloudCommands refuses a scope and a command of the wrong type by name', () => {
  expect(() => GcloudCommands.of('app' as any)).toThrow('GcloudCommands.of: scope must be a construct, got: string');
  expect(() => GcloudCommands.of(new App()).add(undefined as any)).toThrow("GcloudCommands.add: a command must be a single shell line, got: 'undefined'");
});
