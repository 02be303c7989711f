import type { TargetRefProps } from '../target-ref';
import { anyText, dnsName, text } from './check';
import { struct } from './json';

export const targetRefProps = struct<TargetRefProps>((p, at) => ({
  group: anyText(p.group, at, 'group'),
  kind: text(p.kind, at, 'kind'),
  name: dnsName(p.name, at, 'name'),
}));
