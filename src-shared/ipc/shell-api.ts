/**
 * What the program around the chat does for a window: host a server, keep settings, open links. Between the renderer and
 * the main process, or the browser shell in its place; the renderer never learns which.
 */
import * as v from 'valibot';
import type { RoomId, ServerId } from '../domain/ids.ts';
import type { KnockView } from './door-api.ts';
import type { HealingStatus } from './healing-status.ts';
import { networkChoiceSchema, type NetworkView } from './network-view.ts';
import type { ServerAlarm } from './server-alarm.ts';
import type { ServerStatus } from './server-status.ts';
import type { StartProblem } from './start-problem.ts';
import type { WindowAction } from './window-action.ts';

const nothing = v.object({});

export const languages = ['en', 'zh-CN'] as const;
export const themes = ['system', 'light', 'dark'] as const;
export const densities = ['roomy', 'compact'] as const;
export const sendKeys = ['enter', 'ctrl+enter'] as const;
/** In base64, of a picture of a code: a mebibyte. */
export const maxPictureTextLength = 1_398_104;
/** In base64, of a table or lines of text: 48 mebibytes. */
export const maxFileTextLength = 1 << 26;
export const fileEndings = ['png', 'csv', 'jsonl'] as const;
export type FileEnding = (typeof fileEndings)[number];
const closeChoices = ['ask', 'keep', 'quit'] as const;

const settings = {
  /** What new servers are told; null until the person has said it. */
  displayName: v.nullable(v.string()),
  /** Null follows the system. */
  language: v.nullable(v.picklist(languages)),
  theme: v.picklist(themes),
  /** How much stands on a screen. */
  density: v.picklist(densities),
  sendKey: v.picklist(sendKeys),
  /** Whether the system is told of direct messages and of those that name this person. */
  notifies: v.boolean(),
  /** What closing the window does to the program: it is asked until the person has chosen. */
  whenClosed: v.picklist(closeChoices),
};
export const firstSettings = {
  displayName: null,
  language: null,
  theme: 'system',
  density: 'roomy',
  sendKey: 'enter',
  notifies: true,
  whenClosed: 'ask',
} as const;
/** Settings of another version lack fields, or hold what this one cannot read: each of those is as it is at first, the others stand. */
export const settingsSchema = v.object({
  displayName: v.fallback(v.optional(settings.displayName, firstSettings.displayName), firstSettings.displayName),
  language: v.fallback(v.optional(settings.language, firstSettings.language), firstSettings.language),
  theme: v.fallback(v.optional(settings.theme, firstSettings.theme), firstSettings.theme),
  density: v.fallback(v.optional(settings.density, firstSettings.density), firstSettings.density),
  sendKey: v.fallback(v.optional(settings.sendKey, firstSettings.sendKey), firstSettings.sendKey),
  notifies: v.fallback(v.optional(settings.notifies, firstSettings.notifies), firstSettings.notifies),
  whenClosed: v.fallback(v.optional(settings.whenClosed, firstSettings.whenClosed), firstSettings.whenClosed),
});
export type Settings = v.InferOutput<typeof settingsSchema>;

export const shellCalls = {
  'shell.describe': nothing,
  'settings.read': nothing,
  /** What is not named stays as it is. */
  'settings.change': v.object({
    displayName: v.exactOptional(settings.displayName),
    language: v.exactOptional(settings.language),
    theme: v.exactOptional(settings.theme),
    density: v.exactOptional(settings.density),
    sendKey: v.exactOptional(settings.sendKey),
    notifies: v.exactOptional(settings.notifies),
    whenClosed: v.exactOptional(settings.whenClosed),
  }),
  /** Where the process stands that holds the chat. */
  'client.status': nothing,
  /** Starts it again after it was given up. */
  'client.restart': nothing,
  'host.status': nothing,
  /** Starts the one server of this computer: the first time under a new identity, later the same again, renamed if need be. */
  'host.start': v.object({ name: v.string() }),
  /** Says goodbye to everybody and stops; it does not start again by itself. */
  'host.stop': nothing,
  /** Puts what the server that was here keeps into a folder beside it, so that the next start makes a new, empty one. */
  'host.setAside': nothing,
  /** The server goes on without what has not come back of what it lost. */
  'host.goOn': nothing,
  /** The server lets in again all devices that it shut out because they did not sign what they sent. */
  'host.reopen': nothing,
  /** Whether the server of this computer is there for a network (T11): it is announced and reached on no other. */
  'host.chooseNetwork': networkChoiceSchema,
  /** Who else is in the server of this computer. */
  'host.people': nothing,
  /** How it is, as `serve status` shows it. */
  'host.report': nothing,
  /** Shows a page in the system's browser. */
  'link.open': v.object({ url: v.pipe(v.string(), v.maxLength(8_192)) }),
  /** Asks the person where a file is to lie, and puts it there: bytes in base64, under a name that is proposed. */
  'file.save': v.object({
    name: v.pipe(v.string(), v.regex(/^[\p{L}\p{N} _-]{1,64}$/u)),
    ending: v.picklist(fileEndings),
    content: v.pipe(v.string(), v.maxLength(maxFileTextLength)),
  }),
  /** Shows the menus of the app, where the window has no bar of the system's that they would be in. */
  'menu.open': nothing,
  /** What this page alone had when `program.ending` came is handed over. */
  'page.ended': nothing,
  /** The answer to `question.asked`. */
  'question.answer': v.object({ answer: v.picklist(['keep', 'quit', 'cancel']), isRemembered: v.boolean() }),
} as const;

export type QuestionAnswer = v.InferOutput<(typeof shellCalls)['question.answer']>;

export interface ShellDescription {
  readonly version: string;
  readonly platform: 'darwin' | 'win32' | 'linux';
  /** What the system calls the person who is logged in: a first guess at a display name. */
  readonly userName: string;
  readonly hostName: string;
  /** Who can tell that nobody is at the computer: the system, or nobody but the window itself. */
  readonly idleKnownBy: 'system' | 'window';
  /** Who guards the keys on disk: the system's keystore, or that only this user may read them. */
  readonly keysGuardedBy: 'keystore' | 'file';
  readonly frame: WindowFrame;
  /** Where the program writes down what went wrong. */
  readonly logFolder: string;
  /** Where the program stays when its window is closed; `none` where it ends, or where a window is a tab. */
  readonly staysIn: 'tray' | 'dock' | 'taskbar' | 'none';
}

/** Whose the bar above the page is: the system's or a browser's; or the page's, with the system's buttons over its start or end. */
export type WindowFrame = 'outside' | 'buttons_at_start' | 'buttons_at_end';

/** The process that holds the chat. */
export type ClientView =
  | { readonly type: 'starting' }
  | { readonly type: 'running' }
  /** It ended by itself and is started again. */
  | { readonly type: 'restarting' }
  /** It does not start, or keeps ending. */
  | { readonly type: 'failed'; readonly problem: StartProblem };

/** Something only the person can decide before the window or the program goes. */
export interface Question {
  readonly about: 'close' | 'quit';
  /** The server that runs here, and who else is in it now; null where that is not known, which is not nobody. */
  readonly host: { readonly name: string; readonly people: ConnectedPeople | null } | null;
}

/** Who else is in the server of this computer: of some no more may be known than that they are there. */
export interface ConnectedPeople {
  /** Display names. */
  readonly names: readonly string[];
  readonly count: number;
}

/** The server that this computer runs, or does not. `serverId` is null until it has run, or while its folder is new. */
export type HostView =
  | {
      readonly type: 'off';
      /** What the server is called that starts again next time; null where a new one would. */
      readonly lastName: string | null;
      readonly serverId: ServerId | null;
      /** When its person stopped it, by the wall clock in milliseconds. */
      readonly stoppedAt: number | null;
    }
  | { readonly type: 'starting'; readonly name: string; readonly serverId: ServerId | null }
  | {
      readonly type: 'running';
      readonly name: string;
      readonly serverId: ServerId;
      readonly addresses: readonly string[];
      readonly joinLine: string;
      /** Those this computer is on first, then those it was on before. */
      readonly networks: readonly NetworkView[];
      readonly startedAt: number;
      /** Whether another computer has reached it since: until then a firewall may keep everybody out. */
      readonly isReached: boolean;
      /** What is wrong with its database or its disk; null where all is well. */
      readonly alarm: ServerAlarm | null;
      /** What came back of what it lost, and what still waits; null of one that never lost anything. */
      readonly healing: HealingStatus | null;
    }
  /** Its process ended by itself and is started again at `nextTryAt`, the wall clock in milliseconds. */
  | {
      readonly type: 'restarting';
      readonly name: string;
      readonly serverId: ServerId | null;
      readonly nextTryAt: number;
    }
  /** It does not start, or keeps ending. */
  | {
      readonly type: 'failed';
      readonly name: string;
      readonly serverId: ServerId | null;
      readonly problem: StartProblem;
    };

export type ShellError =
  | { readonly type: 'name_invalid'; readonly reason: string }
  | { readonly type: 'host_failed'; readonly problem: StartProblem }
  /** What it keeps cannot be put aside while it runs. */
  | { readonly type: 'host_running' }
  | { readonly type: 'link_refused' }
  /** It is not what its ending says, or this program does not save any: a browser does that itself. */
  | { readonly type: 'file_refused' }
  /** `code` is the system's. */
  | { readonly type: 'file_not_saved'; readonly code: string }
  | { readonly type: 'settings_not_kept'; readonly detail: string };

export interface ShellResults {
  'shell.describe': ShellDescription;
  'settings.read': Settings;
  'settings.change': Settings;
  'host.status': HostView;
  'host.start': HostView;
  'host.stop': HostView;
  /** Whether something waited for that. */
  'host.goOn': boolean;
  /** How many it were. */
  'host.reopen': number;
  /** Whether a server runs and there is such a network. */
  'host.chooseNetwork': boolean;
  /** Where it lies now; null where nothing was kept. */
  'host.setAside': { readonly folder: string | null };
  /** Null where it is not known; nobody where no server runs. */
  'host.people': ConnectedPeople | null;
  /** Null where no server runs, or it does not answer in time. */
  'host.report': ServerStatus | null;
  'link.open': null;
  /** False where the person thought better of it. */
  'file.save': boolean;
  'client.status': ClientView;
  'client.restart': ClientView;
  'menu.open': null;
  'page.ended': null;
  'question.answer': null;
}

export interface ShellEvents {
  'host.changed': HostView;
  'settings.changed': Settings;
  'client.changed': ClientView;
  /** A menu item of the window was chosen. */
  'action.chosen': { readonly action: WindowAction };
  /** A notification was clicked. */
  'message.asked': { readonly serverId: ServerId; readonly roomId: RoomId; readonly messageKey: string };
  /** A notification of a knock was clicked. */
  'knock.asked': { readonly serverId: ServerId; readonly knock: KnockView };
  /** A `hallway://` link was opened somewhere: nothing is done with it before the person says so. */
  'join.asked': { readonly line: string };
  'question.asked': Question;
  /** The program ends once each page has said `page.ended`, or has had half a second. */
  'program.ending': object;
}

/** The contract as rpc.ts takes it. */
export interface ShellContract {
  readonly calls: typeof shellCalls;
  readonly results: ShellResults;
  readonly events: ShellEvents;
  readonly error: ShellError;
}
