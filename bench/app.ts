import { createRequire } from 'module';
import type { Chart } from 'cdk8s';

/** The app that every case writes: groups of services, each group a namespace; a service calls the next three of its group. */
export const GROUP = 50;
export const CALLS = 3;

export const group = (n: number): string => `group-${String(n).padStart(4, '0')}`;
export const service = (n: number): string => `service-${String(n).padStart(2, '0')}`;
export const groups = (services: number): string[] => Array.from({ length: services / GROUP }, (_, n) => group(n));
export const indices = Array.from({ length: GROUP }, (_, n) => n);

/** How many objects of the traffic's case are edited, one by one. */
export const EDITS = 10;

/** What a case says of itself when it is done. */
export interface Measured {
  readonly objects?: number;
  /** Seconds of each phase. */
  readonly phases: { readonly [phase: string]: number };
  /** Seconds of processor time of each phase. */
  readonly processor: { readonly [phase: string]: number };
  /** Seconds of processor time, start and garbage collection included: steadier than wall time where others work, too. */
  readonly cpu: number;
}

/** Runs the phases of a case in this process and tells the parent. */
export function measure(phases: { readonly [phase: string]: () => void }, objects?: () => number): void {
  const seconds: Record<string, number> = {};
  const processor: Record<string, number> = {};
  for (const [phase, run] of Object.entries(phases)) {
    const start = process.hrtime.bigint();
    const before = process.cpuUsage();
    run();
    seconds[phase] = Number(process.hrtime.bigint() - start) / 1e9;
    processor[phase] = total(process.cpuUsage(before));
  }
  const measured: Measured = { phases: seconds, processor, cpu: total(process.cpuUsage()), objects: objects?.() };
  process.stdout.write(`${JSON.stringify({ ...measured, rss: process.resourceUsage().maxRSS / 1024 })}\n`);
}

const total = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;

export const apiObjects = (charts: readonly Chart[]): number => charts.reduce((n, chart) => n + chart.node.findAll().filter((c) => 'apiVersion' in c).length, 0);

export interface Arguments {
  readonly services: number;
  readonly outdir: string;
  /** Module that makes the documents of a group: see sample.ts. */
  readonly documents: string;
  readonly option: string;
}

/** Loads a module when the case wants it. */
export const load = createRequire(__filename);

/** What the parent asks of a case. */
export const asked = (): Arguments => JSON.parse(process.argv[2]);
