/**
 * How far a message of one's own has come (D4); it only moves forward. `failed` is reached from `queued` only. It follows from
 * where the message is, the outbox or the log, and from how far the others are, so that nobody has to keep it.
 * In a direct room it is as far as with the last of the others; in a channel, where people come and go, those are counted.
 */
export type DeliveryState = 'queued' | 'sent' | 'delivered' | 'read' | 'failed';
