import type { IConstruct } from 'constructs';
import { phaseOf } from '../synth/place';
import { isRendered } from '../synth/prebuilt';
import type { Origin } from '../world/manifest';

/** The construct that an object came from. Its description is built on demand: of tens of thousands of objects, few have findings. */
export class ConstructOrigin implements Origin {
  public constructor(private readonly construct: IConstruct, public readonly cluster: string | undefined) {}

  public get constructPath(): string {
    return this.construct.node.path;
  }

  public get phase(): number | undefined {
    return phaseOf(this.construct);
  }

  public get rendered(): boolean {
    return isRendered(this.construct);
  }
}
