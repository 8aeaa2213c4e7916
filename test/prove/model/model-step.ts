import fc from 'fast-check';

/** What somebody does to a log; people and rooms by their places in lists, taken round. */
export type ModelStep =
  | { readonly type: 'say' | 'join' | 'leave'; readonly who: number; readonly room: number }
  | { readonly type: 'invite'; readonly who: number; readonly room: number; readonly whom: number }
  | {
      readonly type: 'create';
      readonly who: number;
      readonly visibility: 'public' | 'private';
      readonly history: 'everything' | 'joined';
    }
  /** The very bytes of an earlier command. */
  | { readonly type: 'repeat'; readonly who: number; readonly back: number }
  /** An earlier command again, signed anew under the next number. */
  | { readonly type: 'renumber'; readonly who: number; readonly back: number }
  /** The id of an earlier command over something else. */
  | { readonly type: 'reuse'; readonly who: number; readonly back: number }
  /** A number that is too high, or used. */
  | { readonly type: 'skip'; readonly who: number }
  | { readonly type: 'fallBack'; readonly who: number }
  | { readonly type: 'reopen' };

const small = fc.nat({ max: 5 });
const who = fc.nat({ max: 2 });

export const modelSteps: fc.Arbitrary<ModelStep[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ type: fc.constant('say' as const), who, room: small }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('join' as const, 'leave' as const), who, room: small }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('invite' as const), who, room: small, whom: who }) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('create' as const),
        who,
        visibility: fc.constantFrom('public' as const, 'private' as const),
        history: fc.constantFrom('everything' as const, 'joined' as const),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constantFrom('repeat' as const, 'renumber' as const, 'reuse' as const),
        who,
        back: fc.nat({ max: 20 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('skip' as const, 'fallBack' as const), who }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('reopen' as const) }) },
  ),
  { minLength: 5, maxLength: 60, size: 'max' },
);
