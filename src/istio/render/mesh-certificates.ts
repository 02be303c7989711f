import type { CertificateAuthority, CertificateScope } from '../mesh-certificates';
import { bool, duration, hostPort, text, trustDomain } from './check';
import { list, struct, value } from './json';

export const certificateScope = struct<CertificateScope>((p, at) => ({
  certSigners: list(p.certSigners, at, 'certSigners', text),
  trustDomains: list(p.trustDomains, at, 'trustDomains', trustDomain),
}));

export const certificateAuthority = struct<CertificateAuthority>((p, at) => ({
  address: hostPort(p.address, at, 'address'),
  tlsSettings: value(p.tls, at, 'tls'),
  requestTimeout: duration(p.requestTimeout, at, 'requestTimeout'),
  istiodSide: bool(p.istiodSide, at, 'istiodSide'),
}));
