import { Size, SizeRoundingBehavior } from 'cdk8s';

const CPU = /^([0-9]+m|[0-9]+(\.[0-9]{1,3})?)$/;

/** CPU as a Kubernetes quantity. */
export function cpuQuantity(what: string, value: string | undefined): string | undefined {
  if (value !== undefined && !CPU.test(value)) {
    throw new Error(`${what}: a CPU quantity must be of the form '100m' or '0.5', got: '${value}'`);
  }
  return value;
}

/** Memory as a Kubernetes quantity. */
export function memoryQuantity(size: Size | undefined): string | undefined {
  return size && `${size.toMebibytes({ rounding: SizeRoundingBehavior.NONE })}Mi`;
}
