/** Runs tasks one after the other, in the order they were given. */
export interface SerialQueue {
  /** Settles as the task does; one that fails does not hold up the next. */
  run<Value>(task: () => Promise<Value>): Promise<Value>;
}

export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (task) => {
      const result = last.then(task);
      last = result.catch(() => undefined);
      return result;
    },
  };
}
