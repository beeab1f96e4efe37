async function tearDown(): Promise<void> {
  if (process.env.KUBETS_KEEP) return; // for looking around after a failure
  await globalThis.kubetsFuzzStop?.();
}

module.exports = tearDown;
