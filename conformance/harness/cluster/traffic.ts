import { Door } from '../client';

/** Requests without a pause, through doors that may change meanwhile. */
export class Traffic {
  public sent = 0;
  /** What went wrong, and when: how many requests had been sent. */
  public readonly failed: string[] = [];
  private readonly lanes: Promise<void>[];
  private stopped = false;

  /** @param doors each with what it is called; a lane each */
  public constructor(private readonly doors: Map<string, Door>) {
    this.lanes = [...doors.keys()].map((name) => this.lane(name));
  }

  public lead(name: string, door: Door): void {
    this.doors.set(name, door);
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.lanes);
  }

  private async lane(name: string): Promise<void> {
    while (!this.stopped) {
      const got = await this.doors.get(name)!.get();
      this.sent += 1;
      if (got.status !== 200) { this.failed.push(`${name}, request ${this.sent}: ${got.status || got.error}`); }
      await new Promise((r) => setTimeout(r, 5));
    }
  }
}
