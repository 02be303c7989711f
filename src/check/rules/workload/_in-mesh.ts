export * from '../../../world/in-mesh';
