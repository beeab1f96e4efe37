export { outcome, shown } from './outcome';
