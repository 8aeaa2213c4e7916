/**
 * How far a message of one's own has come (D4); it only moves forward. `failed` is reached from `queued` only. It follows from
 * where the message is, the outbox or the log, and from how far the others are, so that nobody has to keep it.
 */
export type DeliveryState = 'queued' | 'sent' | 'delivered' | 'read' | 'failed';
