import type { Agent } from 'node:https';
import type { TokenIssuer } from '../auth/tokens/token-issuer';
import type { ResourceDefinition } from '../registry/resource';
import { podLog, podStreams } from '../tunnel/pod-streams';
import { nodeProxy, podProxy, serviceProxy } from '../tunnel/proxies';
import { approvalSubresource } from './approval';
import { bindingSubresource } from './binding';
import { evictionSubresource } from './eviction';
import { finalizeSubresource } from './finalize';
import { ephemeralContainersSubresource, resizeSubresource } from './parts-of-pods';
import { scaleSubresource } from './scale';
import {
  createSubresourceRegistry,
  type RegisteredSubresource,
  type Subresource,
  type SubresourceRegistry,
} from '../pipeline/subresource';
import { tokenSubresource } from './token';

export interface SubresourceOptions {
  definitions: readonly ResourceDefinition[];
  /** Connects to kubelets. */
  agent: Agent;
  tokenIssuer: TokenIssuer;
}

/** Every subresource but `status`, one line each. */
export function createSubresources({ definitions, agent, tokenIssuer }: SubresourceOptions): SubresourceRegistry {
  const budgets = definitions.find(({ group, plural }) => group === 'policy' && plural === 'poddisruptionbudgets')!;
  const core: [plural: string, subresource: Subresource][] = [
    ['namespaces', finalizeSubresource],
    ['nodes', nodeProxy(agent)],
    ['pods', bindingSubresource],
    ['pods', ephemeralContainersSubresource],
    ['pods', evictionSubresource(budgets)],
    ['pods', podLog(agent)],
    ['pods', podProxy(agent)],
    ['pods', resizeSubresource],
    ...podStreams(agent).map((subresource): [string, Subresource] => ['pods', subresource]),
    ['serviceaccounts', tokenSubresource(tokenIssuer)],
    ['services', serviceProxy(agent)],
  ];
  const scales = definitions
    .filter(({ scale, versions }) => scale ?? versions.some(({ asRequested }) => asRequested?.scale))
    .map((definition): RegisteredSubresource => ({
      group: definition.group,
      plural: definition.plural,
      subresource: scaleSubresource(),
    }));
  const registered = core.map(([plural, subresource]): RegisteredSubresource => ({ group: '', plural, subresource }));
  const ofRequests = { group: 'certificates.k8s.io', plural: 'certificatesigningrequests' };
  return createSubresourceRegistry([...registered, { ...ofRequests, subresource: approvalSubresource }, ...scales]);
}
