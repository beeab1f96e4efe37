export { cpuMs } from './cpu-ms';
export { growthRatio } from './growth-ratio';
