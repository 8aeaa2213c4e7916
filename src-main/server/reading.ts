import type { Session } from './session.ts';

/**
 * Several parts of the server may each want a session read from no further; it is read again when none of them does. Whoever
 * pauses resumes once.
 */
export function pauseReading(session: Session): void {
  session.readingPauses += 1;
  if (session.readingPauses === 1) session.connection.pauseReading();
}

export function resumeReading(session: Session): void {
  session.readingPauses -= 1;
  if (session.readingPauses === 0) session.connection.resumeReading();
}

/** Nothing is read, so that nothing heard is no sign of silence (D10). */
export function isReadingPaused(session: Session): boolean {
  return session.readingPauses > 0;
}
