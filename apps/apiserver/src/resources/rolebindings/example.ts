import { roleRef, subject } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Role Age | Users Groups ServiceAccounts',
  least: () => ({ subjects: [subject], roleRef: roleRef('Role') }),
};
