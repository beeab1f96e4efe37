import { helm } from './helm/helm';
import type { Software } from './software';

/** In the order in which it is tested. */
export const SOFTWARE: readonly Software[] = [helm];
