import { caAddresses, injectors } from './_ca-addresses';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { planes } from '../fleet/_clusters';

/** Values that Go's strconv.ParseBool parses as false. */
const FALSE: ReadonlySet<string> = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

export const noCertificateAuthority: Check = {
  code: 'MESH719',
  title: 'control plane without a CA',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'With `ENABLE_CA_SERVER=false` istiod signs no certificates. Proxies that are not configured with another CA (`global.caAddress`, for ztunnel `caAddress`) still call istiod, get `Unimplemented: unknown service istio.v1.auth.IstioCertificateService`, and never become ready.',
  run(world, report) {
    // where proxies get certificates is known only with the injector's values
    if (!injectors(world).length && !world.options.complete) return;
    if (caAddresses(world).length) return;
    for (const plane of planes(world)) {
      plane.spec.template?.spec?.containers?.forEach((container, i) => {
        const j = container.env?.findIndex((e) => e.name === 'ENABLE_CA_SERVER') ?? -1;
        const said = container.env?.[j]?.value;
        if (said === undefined || !FALSE.has(said)) return;
        report(plane, {
          pointer: pointer('spec', 'template', 'spec', 'containers', i, 'env', j, 'value'),
          severity: injectors(world).length ? Severity.ERROR : Severity.WARNING,
          message: 'istiod signs no certificates (ENABLE_CA_SERVER is false), and no proxy is configured with another CA: proxies still request certificates from istiod, are refused, and never become ready',
          fix: 'set global.caAddress to the CA, like cert-manager-istio-csr.cert-manager.svc:443, or remove ENABLE_CA_SERVER',
        });
      });
    }
  },
};
