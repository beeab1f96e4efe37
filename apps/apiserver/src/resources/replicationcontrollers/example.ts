import { labels, probedTemplate, template } from '../testing/example-parts';
import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Desired Current Ready Age | Containers Images Selector',
  least: () => ({ spec: { replicas: 1, selector: labels, template } }),
  more: {
    spec: {
      template: probedTemplate,
    },
  },
};
