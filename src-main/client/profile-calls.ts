import type { ChatError } from '#shared/ipc/chat-api.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ProfileStore } from '../storage/profile-store.ts';
import type { CallContext, ChatHandlers } from './call-context.ts';
import { isStorageFailure } from './storage-failure.ts';

export type ProfileCalls = Pick<ChatHandlers, 'profile.renewal' | 'profile.renewalSeen'>;

/** Calls about the list of known servers itself. */
export function profileCalls({ emit }: Pick<CallContext, 'emit'>, profile: ProfileStore): ProfileCalls {
  return {
    'profile.renewal': () => orFailure(profile.renewal()),
    'profile.renewalSeen': async () => {
      const told = await orFailure(profile.renewalTold());
      if (!told.ok) return told;
      emit('profile.renewalSeen', {});
      return ok(null);
    },
  };
}

async function orFailure<Value>(work: Promise<Value>): Promise<Result<Value, ChatError>> {
  try {
    return ok(await work);
  } catch (error) {
    if (isStorageFailure(error)) return err({ type: 'storage_failed', detail: error.message });
    throw error;
  }
}
