import { canonicalService } from './canonical-service';
import { furtherSidecars } from './further-sidecars';
import { hostNetwork } from './host-network';
import { injectionTemplate } from './injection-template';
import { proxyImage } from './proxy-image';
import { sandbox } from './sandbox';
import { unsupportedAnnotation } from './unsupported-annotation';

export const workloadChecks = [hostNetwork, unsupportedAnnotation, sandbox, furtherSidecars, proxyImage, injectionTemplate, canonicalService];
