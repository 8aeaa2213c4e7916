/** Lets real time pass: for what happens by itself, such as silence on a link. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
