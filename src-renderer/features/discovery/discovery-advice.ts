import type { DiscoveryView } from '#shared/ipc/chat-view.ts';
import type { Words } from '../../i18n/en.ts';

/** Why nobody is found, in a sentence or two, and what to do. */
export interface Advice {
  readonly lead: string;
  readonly text: string;
  readonly steps: readonly string[];
}

/** What a person is told of where the search stands; what went wrong on this computer comes with its own way out (R4-R7). */
export function advise({ find }: Words, { type, problem }: DiscoveryView, platform: string | undefined): Advice {
  switch (type) {
    case 'starting':
    case 'working':
      return { lead: find.nothingLead, text: find.nothingText, steps: [find.stepStart, find.stepLink] };
    case 'off':
      return { lead: find.offLead, text: find.offText, steps: [find.stepStart, find.stepLink] };
    case 'no_network':
      return { lead: find.noNetworkLead, text: find.noNetworkText, steps: [find.stepNetwork] };
    case 'not_heard': {
      const steps = [find.stepFirewall, find.stepNetwork, find.stepLink];
      return { lead: find.notHeardLead, text: find.notHeardText, steps };
    }
    case 'failed':
      return failed(find, problem, platform);
  }
}

function failed(find: Words['find'], problem: string | null, platform: string | undefined): Advice {
  const { failedLead: lead, failedText: text } = find;
  if (problem === 'port_taken') return { lead, text: find.portTakenText, steps: [find.stepPort, find.stepLink] };
  // macOS keeps a program off the local network without a word; to it there just is no way out.
  const isDenied = problem === 'not_permitted' || (problem === 'unreachable' && platform === 'darwin');
  if (!isDenied) return { lead, text, steps: [find.stepNetwork, find.stepLink] };
  const stepAllow = platform === 'darwin' ? find.stepAllowMac : find.stepFirewall;
  return { lead, text: find.deniedText, steps: [stepAllow, find.stepLink] };
}

/** Whether something keeps this computer from hearing others. */
export function isTroubled({ type }: DiscoveryView): boolean {
  return type === 'no_network' || type === 'not_heard' || type === 'failed';
}
