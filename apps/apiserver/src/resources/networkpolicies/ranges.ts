import { FieldPath } from '@kubets/apimachinery';
import type { NetworkPolicy, NetworkPolicyPeer } from '@kubets/proto-gen/networking/v1';
import type { AddressText } from '../../validation/strict-addresses';

/** Every range of addresses that a client has written into a policy. */
export function policyRanges({ spec }: NetworkPolicy): AddressText[] {
  const path = FieldPath.of('spec');
  return [
    ...(spec?.ingress ?? []).flatMap(({ from = [] }, index) =>
      rangesOfPeers(from, path.child('ingress').index(index).child('from')),
    ),
    ...(spec?.egress ?? []).flatMap(({ to = [] }, index) =>
      rangesOfPeers(to, path.child('egress').index(index).child('to')),
    ),
  ];
}

function rangesOfPeers(peers: readonly NetworkPolicyPeer[], path: FieldPath): AddressText[] {
  return peers.flatMap(({ ipBlock }, index) => {
    if (!ipBlock) return [];
    const block = path.index(index).child('ipBlock');
    const except = (ipBlock.except ?? []).map((text, at) => ({ path: block.child('except').index(at), text }));
    return [{ path: block.child('cidr'), text: ipBlock.cidr ?? '' }, ...except];
  });
}
