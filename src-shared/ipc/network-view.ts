import * as v from 'valibot';

/** A network of the computer that a server runs on, and whether the server is there for it (T11). */
export interface NetworkView {
  /** By what it is known again. */
  readonly networkId: string;
  readonly interfaceName: string;
  /** Such as `192.168.1.0/24`. */
  readonly subnet: string;
  /** The computer's own address there; null while it is not on this network. */
  readonly address: string | null;
  /** Strangers are on it: its addresses are the internet's, or its person told the system so. */
  readonly isPublic: boolean;
  /** `asked`: nobody has decided, and until then the server is not there for it. */
  readonly standing: 'served' | 'not_served' | 'asked';
}

/** No name of an interface and no address makes one longer, in UTF-16 units. */
const maxNetworkIdLength = 512;

export const networkChoiceSchema = v.object({
  networkId: v.pipe(v.string(), v.minLength(1), v.maxLength(maxNetworkIdLength)),
  isServed: v.boolean(),
});
export type NetworkChoice = v.InferOutput<typeof networkChoiceSchema>;
