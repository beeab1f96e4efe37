export { cpuMs } from './growth-ratio';
export { growthRatio } from './growth-ratio';
