/**
 * Lets everything else in this process have its turn. Proofs run beside one another in it: whoever computes for long without this
 * keeps the others from reading what came for them, and their patience ends.
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
