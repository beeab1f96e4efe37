import { nameOf } from '@kubets/apimachinery';
import type { Node } from '@kubets/proto-gen/core/v1';
import { toNumber } from '@kubets/proto-gen/int64';

interface ImageState {
  sizeBytes: number;
  nodes: Set<string>;
}

/** Which nodes have which image, from the nodes' status. */
export class ImageIndex {
  private readonly images = new Map<string, ImageState>();
  private readonly namesByNode = new Map<string, Set<string>>();

  setNode(node: Node): void {
    const nodeName = nameOf(node);
    const sizes = new Map<string, number>();
    for (const { names, sizeBytes } of node.status?.images ?? [])
      for (const name of names ?? []) sizes.set(name, toNumber(sizeBytes ?? 0));
    for (const name of this.namesByNode.get(nodeName) ?? []) if (!sizes.has(name)) this.forget(name, nodeName);
    for (const [name, sizeBytes] of sizes) {
      const state = this.images.get(name);
      if (!state) this.images.set(name, { sizeBytes, nodes: new Set([nodeName]) });
      else {
        state.sizeBytes = sizeBytes;
        state.nodes.add(nodeName);
      }
    }
    this.namesByNode.set(nodeName, new Set(sizes.keys()));
  }

  deleteNode(nodeName: string): void {
    for (const name of this.namesByNode.get(nodeName) ?? []) this.forget(name, nodeName);
    this.namesByNode.delete(nodeName);
  }

  /** Undefined when no node has it. The name carries a tag or digest. */
  get(name: string): { readonly sizeBytes: number; readonly nodes: ReadonlySet<string> } | undefined {
    return this.images.get(name);
  }

  private forget(name: string, nodeName: string): void {
    const state = this.images.get(name);
    state?.nodes.delete(nodeName);
    if (state?.nodes.size === 0) this.images.delete(name);
  }
}
