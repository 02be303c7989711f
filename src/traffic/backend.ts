import { HeaderChanges, headerChanges } from './header-changes';
import { made } from '../grammar/given';
import * as names from '../grammar/names';
import { guarded } from '../guard/guard';
import type { BackendModel } from '../model/route';
import { requirePort } from '../model/service';

/** A destination of rules: a service, a version of one, or either with a weight. */
export interface IBackend {
  /**
   * The same backend with a weight.
   *
   * @param parts a whole number; the share of requests is this number over the sum of all
   */
  weight(parts: number): Backend;
  /** @internal */
  _backend(): BackendModel;
}

/** Options of a backend in a rule. */
export interface BackendOptions {
  /**
   * Port of the service.
   *
   * @default - the port of the request, or the only one
   */
  readonly port?: number;
  /**
   * Changes to the headers of requests that go to this backend.
   *
   * @default - none
   */
  readonly requestHeaders?: HeaderChanges;
  /**
   * Changes to the headers of the backend's responses.
   *
   * @default - none
   */
  readonly responseHeaders?: HeaderChanges;
}

/** A backend with options of a rule: a weight, a port, header changes. */
export class Backend implements IBackend {
  /**
   * A backend with options.
   *
   * @throws when the service has no such port
   */
  public static to(backend: IBackend, options: BackendOptions): Backend {
    const model = backendModel('Backend.to', backend);
    const port = options.port;
    if (port !== undefined && model.service.ports.length > 0) {
      requirePort(`Backend.to: service '${model.service.name}'`, model.service.ports, port);
    }
    return new Backend({
      ...model,
      port: port ?? model.port,
      requestHeaders: headerChanges(options.requestHeaders) ?? model.requestHeaders,
      responseHeaders: headerChanges(options.responseHeaders) ?? model.responseHeaders,
    });
  }

  /**
   * The earlier name of `Backend.to`.
   *
   * @deprecated use `to`
   */
  public static of(backend: IBackend, options: BackendOptions): Backend {
    return Backend.to(backend, options);
  }

  /** @internal */
  public static _weighted(model: BackendModel, weight: number): Backend {
    names.integer(`weight: the weight of ${model.version ? `version '${model.version.name}'` : `service '${model.service.name}'`}`, weight, 0, 1_000_000);
    return new Backend({ ...model, weight });
  }

  private constructor(private readonly model: BackendModel) {}

  /**
   * This backend with a weight.
   *
   * @param parts a whole number; the share of requests is this number over the sum of all
   */
  public weight(parts: number): Backend {
    return Backend._weighted(this.model, parts);
  }

  /** @internal */
  public _backend(): BackendModel {
    return this.model;
  }
}
guarded(Backend, 'Backend');

/**
 * The model of one backend.
 *
 * @internal
 */
export function backendModel(what: string, backend: IBackend): BackendModel {
  return made(`${what}: a backend`, backend, '_backend', 'a service, a version of one, or either with a weight')._backend();
}

/**
 * The models of a rule's backends, checked together.
 *
 * @internal
 */
export function backendModels(what: string, to: readonly IBackend[]): readonly BackendModel[] {
  const models = to.map((b) => backendModel(what, b));
  if (models.length > 1) {
    const bare = models.find((m) => m.weight === undefined);
    if (bare) {
      throw new Error(`${what}: with several backends each needs a weight; use ${bare.version?.name ?? bare.service.name}.weight(…)`);
    }
    if (models.every((m) => m.weight === 0)) {
      throw new Error(`${what}: the weights add up to 0, so no backend would receive requests; set one above 0`);
    }
  }
  const seen = new Set<string>();
  for (const m of models) {
    const key = `${m.service.hosts[0]} ${m.version?.name ?? ''} ${m.port ?? ''}`;
    if (seen.has(key)) {
      throw new Error(`${what}: ${m.version ? `version '${m.version.name}' of ` : ''}service '${m.service.name}' is listed twice; list it once, with one weight`);
    }
    seen.add(key);
  }
  return models.map((m) => (models.length === 1 && m.weight !== undefined ? { ...m, weight: undefined } : m));
}
