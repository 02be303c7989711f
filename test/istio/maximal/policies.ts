import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { SELECTOR, TARGET_REFS } from './parts';
import { istio } from '../../../src';

/** All fields of a PeerAuthentication and a RequestAuthentication. */
export function authentication(scope: Construct): void {
  new istio.PeerAuthentication(scope, 'peer-authentication', {
    selector: SELECTOR,
    mtls: istio.MutualTlsMode.STRICT,
    portLevelMtls: { 8080: istio.MutualTlsMode.PERMISSIVE },
  });
  const options: istio.JwtRuleOptions = {
    audiences: ['shop'],
    fromHeaders: [{ name: 'x-jwt', prefix: 'Bearer ' }],
    fromParams: ['token'],
    fromCookies: ['jwt'],
    outputPayloadToHeader: 'x-payload',
    forwardOriginalToken: true,
    outputClaimToHeaders: [{ header: 'x-group', claim: 'group' }],
    timeout: Duration.seconds(5),
    spaceDelimitedClaims: ['roles'],
  };
  const requests = new istio.RequestAuthentication(scope, 'request-authentication', {
    selector: SELECTOR,
    jwtRules: [istio.JwtRule.remote('https://a.example.com', 'https://a.example.com/jwks.json', options)],
  });
  requests.addJwtRule(istio.JwtRule.inline('https://b.example.com', '{"keys":[]}'));
  requests.addJwtRule(istio.JwtRule.discovery('https://c.example.com'));
  new istio.RequestAuthentication(scope, 'request-authentication-attached', { targetRefs: TARGET_REFS });
}

/** All fields of an AuthorizationPolicy. */
export function authorization(scope: Construct): void {
  const { AuthorizationAction: Action, Condition } = istio;
  new istio.AuthorizationPolicy(scope, 'authorization-policy', {
    selector: SELECTOR,
    action: Action.DENY,
    rules: [{
      from: [
        {
          principals: ['cluster.local/ns/shop/sa/web'],
          notPrincipals: ['*/sa/test'],
          requestPrincipals: ['https://a.example.com/*'],
          notRequestPrincipals: ['*/eve'],
          namespaces: ['shop'],
          notNamespaces: ['test'],
          trustDomains: ['cluster.local'],
          notTrustDomains: ['old.local'],
          ipBlocks: ['10.0.0.0/8'],
          notIpBlocks: ['10.1.0.0/16'],
          remoteIpBlocks: ['203.0.113.0/24'],
          notRemoteIpBlocks: ['203.0.113.7'],
        },
        { serviceAccounts: ['shop/web'], notServiceAccounts: ['shop/test'] },
      ],
      to: [{
        hosts: ['shop.example.com'],
        notHosts: ['test.example.com'],
        ports: [8080],
        notPorts: [9090],
        methods: ['GET'],
        notMethods: ['TRACE'],
        paths: ['/api/{*}/items'],
        notPaths: ['/api/admin*'],
      }],
      when: [
        Condition.requestHeader('x-version', { values: ['v1'], notValues: ['v0'] }),
        Condition.claim(['realm', 'roles'], { values: ['admin'] }),
      ],
    }],
  });
  const custom = new istio.AuthorizationPolicy(scope, 'authorization-policy-custom', {
    targetRefs: TARGET_REFS,
    action: Action.CUSTOM,
    provider: istio.Provider.named('opa'),
  });
  custom.addRule({ to: [{ paths: ['/admin*'] }] });
}

/** All fields of a Telemetry. */
export function telemetry(scope: Construct): void {
  const { CustomTag, Metric, MetricSelector, TagOverride, WorkloadMode } = istio;
  const providers = [istio.Provider.named('otel')];
  const all = new istio.Telemetry(scope, 'telemetry', {
    selector: SELECTOR,
    tracing: [{
      mode: WorkloadMode.CLIENT,
      providers,
      randomSamplingPercentage: 12.5,
      disableSpanReporting: false,
      disableContextPropagation: false,
      useRequestIdForTraceSampling: false,
      enableIstioTags: true,
      customTags: {
        fixed: CustomTag.literal('a'),
        header: CustomTag.header('x-a', 'none'),
        environment: CustomTag.environment('HOSTNAME', 'none'),
        formatted: CustomTag.formatter('%RESPONSE_CODE%'),
      },
    }],
    metrics: [{
      providers,
      reportingInterval: Duration.seconds(10),
      overrides: [
        { match: MetricSelector.of(Metric.REQUEST_COUNT, WorkloadMode.SERVER), disabled: false, tagOverrides: { path: TagOverride.upsert('request.path'), old: TagOverride.remove() } },
        { match: MetricSelector.custom('shop_orders') },
        { match: MetricSelector.all() },
      ],
    }],
  });
  all.addAccessLogging({ mode: WorkloadMode.CLIENT_AND_SERVER, providers, disabled: false, filter: 'response.code >= 400' });
  new istio.Telemetry(scope, 'telemetry-attached', { targetRefs: TARGET_REFS });
}

/** All fields of a WasmPlugin and a TrafficExtension. */
export function extensions(scope: Construct): void {
  const module: istio.WasmModule = {
    url: 'oci://registry.example.com/auth:1.2.0',
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    imagePullPolicy: istio.ImagePullPolicy.ALWAYS,
    imagePullSecret: 'registry',
    pluginName: 'auth',
    pluginConfig: { realm: 'shop', deep: { n: 1 } },
    failStrategy: istio.FailStrategy.FAIL_OPEN,
    env: [istio.WasmEnv.inline('A', '1'), istio.WasmEnv.fromHost('HOSTNAME')],
    type: istio.WasmType.HTTP,
  };
  const rest = {
    selector: SELECTOR,
    phase: istio.ExtensionPhase.AUTHN,
    priority: 10,
    match: [{ mode: istio.WorkloadMode.SERVER, ports: [80, 8080] }],
  };
  new istio.WasmPlugin(scope, 'wasm-plugin', { module, ...rest });
  new istio.WasmPlugin(scope, 'wasm-plugin-attached', { module: { url: 'registry.example.com/auth' }, targetRefs: TARGET_REFS });
  new istio.TrafficExtension(scope, 'traffic-extension', { filter: istio.ExtensionFilter.wasm(module), ...rest });
  new istio.TrafficExtension(scope, 'traffic-extension-attached', {
    filter: istio.ExtensionFilter.lua('function envoy_on_request(handle) end'),
    targetRefs: TARGET_REFS,
  });
}
