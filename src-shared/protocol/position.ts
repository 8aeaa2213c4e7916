import * as v from 'valibot';
import { wholeNumber } from '../domain/whole-number.ts';
import { bytes16Schema } from './bytes.ts';

/**
 * How far a device has got in the log: opaque to it, made and authenticated by the server (D6, P10). `tag` is the mac of the
 * event at `seq`; at `seq` 0, before any event, it is sixteen zero bytes. `serverHead` is the last `streamSeq` of the stream
 * `server` up to there: from it a server that lost its log knows how many of its people's events are to come back (H3).
 */
export const positionSchema = v.object({
  epoch: wholeNumber(1),
  seq: wholeNumber(0),
  serverHead: wholeNumber(0),
  tag: bytes16Schema,
  mac: bytes16Schema,
});
export type Position = v.InferOutput<typeof positionSchema>;
