/** Whether something that was typed was not done: a pipe has nobody who reads why, and its exit code says it. */
export interface Undone {
  add(): void;
  readonly isAny: boolean;
}

export function createUndone(): Undone {
  let isAny = false;
  return {
    add: () => {
      isAny = true;
    },
    get isAny() {
      return isAny;
    },
  };
}
