/**
 * What the program around the chat does for a window: host a server, keep settings, open links. Between the renderer and
 * the main process, or the browser shell in its place; the renderer never learns which.
 */
import * as v from 'valibot';
import type { ServerId } from '../domain/ids.ts';

const nothing = v.object({});

export const languages = ['en', 'zh-CN'] as const;
export const themes = ['system', 'light', 'dark'] as const;
export const sendKeys = ['enter', 'ctrl+enter'] as const;

const settings = {
  /** What new servers are told; null until the person has said it. */
  displayName: v.nullable(v.string()),
  /** Null follows the system. */
  language: v.nullable(v.picklist(languages)),
  theme: v.picklist(themes),
  sendKey: v.picklist(sendKeys),
};
export const settingsSchema = v.object(settings);
export type Settings = v.InferOutput<typeof settingsSchema>;

export const shellCalls = {
  'shell.describe': nothing,
  'settings.read': nothing,
  /** What is not named stays as it is. */
  'settings.change': v.object({
    displayName: v.exactOptional(settings.displayName),
    language: v.exactOptional(settings.language),
    theme: v.exactOptional(settings.theme),
    sendKey: v.exactOptional(settings.sendKey),
  }),
  'host.status': nothing,
  /** Starts the one server of this computer: the first time under a new identity, later the same again, renamed if need be. */
  'host.start': v.object({ name: v.string() }),
  /** Says goodbye to everybody and stops; it does not start again by itself. */
  'host.stop': nothing,
  /** Shows a page in the system's browser. */
  'link.open': v.object({ url: v.pipe(v.string(), v.maxLength(8_192)) }),
} as const;

export interface ShellDescription {
  readonly version: string;
  readonly platform: 'darwin' | 'win32' | 'linux';
  /** What the system calls the person who is logged in: a first guess at a display name. */
  readonly userName: string;
  readonly hostName: string;
}

/** The server that this computer runs, or does not. */
export type HostView =
  | { readonly type: 'off'; readonly lastName: string | null }
  | { readonly type: 'starting'; readonly name: string }
  | {
      readonly type: 'running';
      readonly name: string;
      readonly serverId: ServerId;
      readonly addresses: readonly string[];
      readonly joinLine: string;
      readonly startedAt: number;
    }
  /** Its process ended by itself and is started again at `nextTryAt`, the wall clock in milliseconds. */
  | { readonly type: 'restarting'; readonly name: string; readonly nextTryAt: number }
  /** It does not start, or ended five times within a minute. */
  | { readonly type: 'failed'; readonly name: string; readonly problem: HostProblem };

export interface HostProblem {
  readonly type: string;
  /** What a log would say of it. */
  readonly detail: string;
}

export type ShellError =
  | { readonly type: 'name_invalid'; readonly reason: string }
  | { readonly type: 'host_failed'; readonly problem: HostProblem }
  | { readonly type: 'link_refused' }
  | { readonly type: 'settings_not_kept'; readonly detail: string };

export interface ShellResults {
  'shell.describe': ShellDescription;
  'settings.read': Settings;
  'settings.change': Settings;
  'host.status': HostView;
  'host.start': HostView;
  'host.stop': HostView;
  'link.open': null;
}

export interface ShellEvents {
  'host.changed': HostView;
  'settings.changed': Settings;
}

/** The contract as rpc.ts takes it. */
export interface ShellContract {
  readonly calls: typeof shellCalls;
  readonly results: ShellResults;
  readonly events: ShellEvents;
  readonly error: ShellError;
}
