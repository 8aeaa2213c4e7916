/**
 * Whether somebody got to where they set out for. In a pipe, what follows a way that came to nothing is meant for its end, and is
 * said nowhere else.
 */
export interface Course {
  /** Somebody types what leads to another room or server. */
  setOut(typed: Way): void;
  /** They are there. */
  arrived(): void;
  /** The way that has led nowhere so far; null where they are where they wanted to be. */
  readonly lost: Way | null;
}

export interface Way {
  readonly to: 'room' | 'server';
  /** As it was typed. */
  readonly line: string;
}

export function createCourse(): Course {
  let lost: Way | null = null;
  return {
    get lost() {
      return lost;
    },
    setOut: (way) => {
      lost = way;
    },
    arrived: () => {
      lost = null;
    },
  };
}
