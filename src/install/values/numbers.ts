import type { Chart } from './charts';
import type { Values } from './kinds';
import { valueAt } from './value-at';

/** The numbers that Kubernetes or Envoy takes. */
interface Limits {
  readonly least: number;
  readonly most?: number;
  readonly isWhole: boolean;
}

const COUNT: Limits = { least: 0, most: 2 ** 31 - 1, isWhole: true };
const POSITIVE: Limits = { ...COUNT, least: 1 };
const PORT: Limits = { least: 0, most: 65535, isWhole: true };
const PERCENTAGE: Limits = { least: 0, most: 100, isWhole: false };
const QUOTA = { 'resourceQuotas.pods': COUNT };

/** The limits of numbers that a chart copies to fields of the API, by the path of the value. */
const LIMITS: Partial<Record<Chart, { readonly [path: string]: Limits }>> = {
  istiod: {
    'replicaCount': COUNT,
    'autoscaleMin': POSITIVE,
    'autoscaleMax': POSITIVE,
    'cpu.targetAverageUtilization': POSITIVE,
    'memory.targetAverageUtilization': POSITIVE,
    'traceSampling': PERCENTAGE,
    'global.proxy.startupProbe.failureThreshold': POSITIVE,
    'global.proxy.readinessFailureThreshold': POSITIVE,
    'global.proxy.statusPort': PORT,
    'global.sts.servicePort': PORT,
  },
  gateway: {
    'replicaCount': COUNT,
    'autoscaling.minReplicas': POSITIVE,
    'autoscaling.maxReplicas': POSITIVE,
    'autoscaling.targetCPUUtilizationPercentage': POSITIVE,
    'autoscaling.targetMemoryUtilizationPercentage': POSITIVE,
    'service.healthCheckNodePort': PORT,
  },
  cni: QUOTA,
  ztunnel: QUOTA,
};

/** A number that the API server or Envoy refuses. */
export interface NumberProblem {
  readonly path: string;
  readonly text: string;
}

/** The numbers among the values of a chart that the API server or Envoy refuses. */
export function numberProblems(chart: Chart, values: Values): NumberProblem[] {
  return Object.entries(LIMITS[chart] ?? {}).flatMap(([path, limits]) => {
    const value = valueAt(path, values);
    return value === undefined || value === '' || typeof value === 'object' || isWithin(Number(value), limits) ? [] : [{ path, text: `must be ${described(limits)}, got: ${value}` }];
  });
}

const isWithin = (value: number, { least, most = Infinity, isWhole }: Limits): boolean => value >= least && value <= most && (!isWhole || Number.isInteger(value));

function described({ least, most, isWhole }: Limits): string {
  return `a ${isWhole ? 'whole ' : ''}number ${most === COUNT.most ? `of at least ${least}` : `from ${least} to ${most}`}`;
}
