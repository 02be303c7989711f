import type { ICallTarget } from './calls';
import { addRule, setPolicy } from './rules';
import type { ServiceState } from './state';
import { Emitted } from '../emit/emitted';
import type { BackendModel } from '../model/route';
import { Backend, type IBackend } from '../traffic/backend';
import { type HttpRule, httpRuleModel } from '../traffic/rules';
import type { TrafficPolicy } from '../traffic/traffic-policy';

/**
 * The common base of mesh services and external services: rules, a policy, and callers.
 *
 * @internal
 */
export abstract class RoutedService extends Emitted implements IBackend, ICallTarget {
  /** The hosts that callers use. */
  public abstract readonly hosts: string[];

  /** @internal */
  protected abstract readonly _state: ServiceState;

  /** @internal */
  protected abstract get _what(): string;

  /**
   * Adds a rule for HTTP requests to this service. More specific matches are tried first; `priority` overrides that.
   *
   * @throws when it has no HTTP port (the proxy does not see requests inside TLS), or the rule contradicts itself
   */
  public addRule(rule: HttpRule): void {
    addRule(this._state, 'http', this._rule(rule.name), (what) => this._state.httpRules.push(httpRuleModel(what, rule)));
  }

  /**
   * Sets the traffic policy of callers' proxies for this service, or for one of its ports; versions can override the policy.
   *
   * @param policy the traffic policy
   * @param port the port that it applies to; by default all ports
   * @throws when it was already set, is empty, or there is no such port
   */
  public policy(policy: TrafficPolicy, port?: number): void {
    setPolicy(this._state, this._what, policy, port);
  }

  /**
   * The external service as a weighted backend.
   *
   * @param parts a whole number; the share of requests is this number over the sum of all
   */
  public weight(parts: number): Backend {
    return Backend._weighted(this._backend(), parts);
  }

  /** @internal */
  public _backend(): BackendModel {
    return { service: this._state };
  }

  /** @internal */
  public _callee(): ServiceState {
    return this._state;
  }

  /** @internal */
  protected _rule(name?: string): string {
    return `${name ? `rule '${name}'` : 'a rule'} of ${this._what}`;
  }
}
