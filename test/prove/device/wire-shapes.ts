import type { WireFrame } from './device-line.ts';

/** What a device looks at of the frames of PROTOCOL.md. */
export interface Header {
  readonly kind: string;
  readonly seq: number;
  readonly stream: string;
  readonly streamSeq: number;
}

export interface AcceptedFrame {
  readonly number: number;
  readonly commandId: string;
  readonly header?: Header;
}

export interface EventFrame {
  readonly header: Header;
  readonly command: { readonly device: string; readonly number: number; readonly commandId: string };
}

export interface Snapshot {
  readonly mode: 'snapshot';
  readonly parts: number;
  readonly position: { readonly seq: number };
  readonly firstRoomId: string;
}

export type Plan = Snapshot | { readonly mode: 'replay' };

export interface ReplayPage {
  readonly events: readonly WireFrame[];
  readonly position: unknown;
  readonly isLast: boolean;
}

export interface Page {
  readonly events: readonly EventFrame[];
  readonly from: number;
  readonly to: number;
}
