/** Numbers things in the order they were met, so that a number stays what it was while lists change, until they are numbered anew. */
export interface Numbers<Id extends string> {
  numberOf(id: Id): number;
  idOf(typed: string): Id | null;
  /** These come first from now on, in this order; others are numbered when they are met again. */
  renumber(ids: readonly Id[]): void;
}

export function createNumbers<Id extends string>(): Numbers<Id> {
  let ids: Id[] = [];
  const numberOf = (id: Id): number => {
    const at = ids.indexOf(id);
    return at < 0 ? ids.push(id) : at + 1;
  };
  return {
    numberOf,
    idOf: (typed) => (/^\d{1,4}$/u.test(typed) ? (ids[Number(typed) - 1] ?? null) : null),
    renumber: (first) => {
      ids = [...first];
    },
  };
}
