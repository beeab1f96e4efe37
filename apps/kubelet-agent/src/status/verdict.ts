/** Why a pod fails as a whole. */
export interface Verdict {
  reason: string;
  message: string;
  /** The node ends it for its own sake: the pod's controller need not count that as a failure of it. */
  isDisruption?: boolean;
}
