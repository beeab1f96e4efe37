export { outcome } from './outcome';
