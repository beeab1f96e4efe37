import { Agent } from 'node:https';
import { storedResources } from '@kubets/proto-gen/catalogue';
import type { TokenIssuer } from '../auth/tokens/token-issuer';
import { resources } from '../resources/registry';
import { createSubresources } from './registry';

const tokenIssuer: TokenIssuer = { issue: () => Promise.reject(new Error('no keys')) };
const subresources = createSubresources({ definitions: resources, agent: new Agent(), tokenIssuer });

test.each(Object.values(storedResources).map((names) => [names.plural, names] as const))(
  '%s are served with the subresources that their option names',
  (_, { group, plural, subresources: named }) => {
    const definition = resources.find((one) => one.group === group && one.plural === plural);
    const served = [
      ...(definition?.status ? ['status'] : []),
      ...subresources.of(group, plural).map(({ description }) => description.name),
    ];
    expect(definition).toBeDefined();
    expect(served.sort()).toEqual(named);
  },
);
