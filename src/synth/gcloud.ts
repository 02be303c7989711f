import { App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { folderOf, type Place, placeOf } from './place';

const COMMANDS = Symbol.for('cdk8s-mesh.GcloudCommands');

/** Name of the script in the folder of the corresponding objects. */
export const SCRIPT = 'gcloud.sh';

/**
 * The gcloud commands for what Config Connector does not support, without duplicates, in the order of their addition. `MeshApp` writes them as a script
 * `gcloud.sh` to the folder of the Config Connector objects: that of the fleet's management cluster, or without a fleet the output directory. Run the script
 * after applying these objects.
 *
 * @example
 * const app = new mesh.MeshApp();
 * const fleet = new mesh.Fleet(app, 'fleet', { project: mesh.GoogleProject.fromIds('shop-fleet', '482913370156') });
 * mesh.GcloudCommands.of(fleet.management).add('gcloud services enable cloudtrace.googleapis.com --project=shop-fleet');
 */
export class GcloudCommands {
  /** Returns the commands for a construct: in a fleet those of `fleet.management`, otherwise those of the app. */
  public static of(scope: IConstruct): GcloudCommands {
    if (typeof (scope as Partial<IConstruct> | null | undefined)?.node !== 'object') throw new Error(`GcloudCommands.of: scope must be a construct, got: ${typeof scope}`);
    const place = placeOf(scope);
    const all = commandsIn(scope.node.root);
    const found = all.get(place) ?? new GcloudCommands();
    all.set(place, found);
    return found;
  }

  private readonly texts = new Set<string>();

  private constructor() {}

  /** Adds a command; adding it again has no effect. */
  public add(command: string): void {
    if (typeof command !== 'string' || command.trim() === '' || /[\r\n]/.test(command)) {
      throw new Error(`GcloudCommands.add: a command must be a single shell line, got: '${command}'; add one at a time`);
    }
    this.texts.add(command);
  }

  /** The commands. */
  public get commands(): string[] {
    return [...this.texts];
  }

  /** The script: it stops at the first command that fails. */
  public toText(): string {
    return ['#!/bin/sh', 'set -e', '# Commands for what Config Connector does not support. Run this after applying the objects of this folder.', ...this.texts, ''].join('\n');
  }
}

/** The commands of an app, by API server. */
function commandsIn(root: IConstruct): Map<Place | undefined, GcloudCommands> {
  const holder = root as IConstruct & { [COMMANDS]?: Map<Place | undefined, GcloudCommands> };
  if (!holder[COMMANDS]) Object.defineProperty(root, COMMANDS, { value: new Map() });
  return holder[COMMANDS]!;
}

/** The scripts of an app with commands, by folder. */
export function scriptsOf(app: App): ReadonlyArray<readonly [folder: string, text: string]> {
  return [...commandsIn(app)].filter(([, c]) => c.commands.length > 0).map(([place, c]) => [place ? folderOf(place) : '', c.toText()]);
}
