/** A flow's number: the same for the same texts. FNV-1a, in 32 bits. */
export function flowHash(schema: string, distinguisher: string): number {
  const text = `${schema}\0${distinguisher}`;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/**
 * The queues that a flow may use: `handSize` different ones of `queues`. Two flows seldom have all of them in common, so one
 * that fills its own leaves some to nearly every other.
 */
export function dealtQueues(hash: number, queues: number, handSize: number): number[] {
  const hand: number[] = [];
  let state = hash;
  for (let index = 0; index < Math.min(handSize, queues); index++) {
    state = mixed(state + 0x9e3779b9);
    let card = state % (queues - index);
    // The card is counted among those that are left.
    const taken = [...hand].sort((a, b) => a - b);
    for (const one of taken) if (card >= one) card++;
    hand.push(card);
  }
  return hand;
}

function mixed(value: number): number {
  let bits = value >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
}
