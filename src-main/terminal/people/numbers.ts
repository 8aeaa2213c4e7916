/** Numbers things in the order they were met, so that a number stays what it was while lists change. */
export interface Numbers<Id extends string> {
  numberOf(id: Id): number;
  idOf(typed: string): Id | null;
}

export function createNumbers<Id extends string>(): Numbers<Id> {
  const ids: Id[] = [];
  const numberById = new Map<Id, number>();
  return {
    numberOf: (id) => {
      const number = numberById.get(id) ?? ids.push(id);
      numberById.set(id, number);
      return number;
    },
    idOf: (typed) => (/^\d{1,4}$/u.test(typed) ? (ids[Number(typed) - 1] ?? null) : null),
  };
}
