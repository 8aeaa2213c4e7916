import type { ChatContract } from '#shared/ipc/chat-api.ts';
import type { ShellContract } from '#shared/ipc/shell-api.ts';
import type { LastingClient } from '../lib/lasting-client.ts';

/** All of chat, and the program around the window, as the state asks them. */
export type ChatCalls = LastingClient<ChatContract>;
export type ShellCalls = LastingClient<ShellContract>;
