import { locate } from '../../src/cli/check/locate';

const TEXT = `# comment
apiVersion: v1
metadata:
  annotations:
    "a/b": |
      spec: no
      - not this
  name: x
spec:
  hosts: [a, b]
  http:
  - match:
    - uri:
        prefix: /a

    route:
      - destination:
          host: one
      -
        destination:
          host: two
  - route:
    - weight: 3
      destination: { host: three }
`.split('\n');

test.each([
  ['/spec/http/0/match/0/uri/prefix', 13],
  ['/metadata/annotations/a~1b', 4],
  ['/metadata/name', 7],
  ['/spec/http/0/route/0/destination/host', 17],
  ['/spec/http/0/route/1/destination/host', 20],
  ['/spec/http/1', 21],
  ['/spec/http/1/route/0/weight', 22],
  ['/spec/http/1/route/0/destination/host', 23], // flow style: the deepest line that is known
  ['/spec/hosts/1', 9],
  ['/spec/nothing', 8],
  ['', 1],
])('%s is on line %i', (pointer, line) => expect(locate(TEXT, pointer)).toBe(line));
