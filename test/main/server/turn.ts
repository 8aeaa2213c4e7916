/** Lets everything that waits for the end of this turn of the loop happen. */
export function endOfTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
