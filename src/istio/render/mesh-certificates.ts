import type { CertificateAuthority, CertificateScope } from '../mesh-certificates';
import { bool, duration, hostPort, text, trustDomain } from './check';
import { filled, struct, value } from './json';

export const certificateScope = struct<CertificateScope>((p, at) => ({
  certSigners: filled(p.certSigners, at, 'certSigners', text),
  trustDomains: filled(p.trustDomains, at, 'trustDomains', trustDomain),
}));

export const certificateAuthority = struct<CertificateAuthority>((p, at) => ({
  address: hostPort(p.address, at, 'address'),
  tlsSettings: value(p.tls, at, 'tls'),
  requestTimeout: duration(p.requestTimeout, at, 'requestTimeout'),
  istiodSide: bool(p.istiodSide, at, 'istiodSide'),
}));
