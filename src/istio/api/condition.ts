import authorizationRuleWriters from './authorization-rule';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { headerName, text } from '../write/check';
import { given, type Input, type Json, list, refuse, struct } from '../write/json';

/** The values of a condition. They can begin or end with `*`, or be `*`; addresses can be CIDR ranges. */
export interface ConditionValues {
  /**
   * Values to match: one of these.
   *
   * @default - any
   */
  readonly values?: string[];

  /**
   * Values to exclude.
   *
   * @default - none
   */
  readonly notValues?: string[];
}

/**
 * A condition on an attribute of a request.
 *
 * @see https://istio.io/latest/docs/reference/config/security/conditions/
 */
export class Condition extends Value {
  /** A request header. */
  public static requestHeader(name: string, values: ConditionValues): Condition {
    return new Condition(`request.headers[${headerName(name, 'Condition.requestHeader', 'name')}]`, values);
  }

  /** A claim of a verified token; several names select a nested claim. */
  public static claim(names: string[], values: ConditionValues): Condition {
    if (names.length === 0 || names.some((n) => n === '' || /[[\]]/.test(n))) {
      throw new Error(`Condition.claim: names must contain at least one name, and none with brackets, got: ${JSON.stringify(names)}`);
    }
    return new Condition('request.auth.claims' + names.map((n) => `[${n}]`).join(''), values);
  }

  /** The principal of a verified token: `ISSUER/SUBJECT`. */
  public static requestPrincipal(values: ConditionValues): Condition {
    return new Condition('request.auth.principal', values);
  }

  /** The audience of a verified token. */
  public static audience(values: ConditionValues): Condition {
    return new Condition('request.auth.audiences', values);
  }

  /** The authorized presenter (`azp`) of a verified token. */
  public static presenter(values: ConditionValues): Condition {
    return new Condition('request.auth.presenter', values);
  }

  /** The source address of the connection. */
  public static sourceIp(values: ConditionValues): Condition {
    return new Condition('source.ip', values);
  }

  /** The address of the original client. */
  public static remoteIp(values: ConditionValues): Condition {
    return new Condition('remote.ip', values);
  }

  /** The namespace of the calling workload. */
  public static sourceNamespace(values: ConditionValues): Condition {
    return new Condition('source.namespace', values);
  }

  /** The identity of the calling workload. */
  public static sourcePrincipal(values: ConditionValues): Condition {
    return new Condition('source.principal', values);
  }

  /** The service account of the calling workload: `NAMESPACE/ACCOUNT`. */
  public static sourceServiceAccount(values: ConditionValues): Condition {
    return new Condition('source.serviceAccount', values);
  }

  /** The destination address of the connection. */
  public static destinationIp(values: ConditionValues): Condition {
    return new Condition('destination.ip', values);
  }

  /** The destination port of the connection. */
  public static destinationPort(values: ConditionValues): Condition {
    return new Condition('destination.port', values);
  }

  /** The TLS server name (SNI). */
  public static sni(values: ConditionValues): Condition {
    return new Condition('connection.sni', values);
  }

  /** Metadata of an Envoy filter, such as `experimental.envoy.filters.network.mysql_proxy[db.table]`. */
  public static envoyFilter(key: string, values: ConditionValues): Condition {
    if (!/^experimental\.envoy\.filters\.[-a-z0-9_.]+\[.+\]$/i.test(key)) {
      throw new Error(`Condition.envoyFilter: key must be of the form 'experimental.envoy.filters.NAME[KEY]', got: '${key}'`);
    }
    return new Condition(key, values);
  }

  /**
   * A condition with values for one of Istio's keys.
   *
   * @internal
   */
  public static _on(key: string, values: Input<ConditionValues>): Condition {
    return new Condition(key, values);
  }

  private readonly json: Json;

  private constructor(key: string, values: Input<ConditionValues>) {
    super();
    this.json = { key, ...conditionValues(values, '', `the condition on ${key}`) };
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(Condition, 'istio.Condition');

const conditionValues = struct<ConditionValues>((p, at) => {
  if (given(p, 'values', 'notValues').length === 0) {
    refuse(at, 'values or notValues must be set, got: neither');
  }
  authorizationRuleWriters.someValues(p, at);
  return {
    values: list(p.values, at, 'values', text),
    notValues: list(p.notValues, at, 'notValues', text),
  };
});
