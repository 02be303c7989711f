import { APPS, type Draw } from './draw';
import { defined, namespace } from './names';

export function peerAuthentication(draw: Draw, i: number): any {
  const { r } = draw;
  const ns = namespace(r);
  const mode = (): string => r.one(['STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET']);
  const selector = r.maybe(0.4, () => ({ matchLabels: { app: r.one(APPS) } }));
  return draw.object('security.istio.io/v1', 'PeerAuthentication', `pa-${i}`, ns, {
    spec: defined({
      selector,
      mtls: r.maybe(0.8, () => ({ mode: mode() })),
      portLevelMtls: selector && r.chance(0.6) ? Object.fromEntries(r.some([8080, 9090, 7000], 1, 2).map((p) => [p, { mode: mode() }])) : undefined,
    }),
  });
}
