import { describe, expect, it } from 'vitest';
import { advise, isTroubled } from '#renderer/features/discovery/discovery-advice.ts';
import { en } from '#renderer/i18n/en.ts';

const { find } = en;
const stepsOf = (type: Parameters<typeof advise>[1]['type'], problem: string | null = null, platform = 'win32') =>
  advise(en, { type, problem }, platform).steps;

describe('what one can do where nobody is found', () => {
  it('is to allow Hallway through the firewall, where nothing arrives', () => {
    expect(stepsOf('not_heard')[0]).toBe(find.stepFirewall);
  });

  it('is to quit the program that holds the port', () => {
    expect(stepsOf('failed', 'port_taken')[0]).toBe(find.stepPort);
  });

  it('is to allow the local network, which macOS denies without saying so', () => {
    expect(stepsOf('failed', 'unreachable', 'darwin')[0]).toBe(find.stepAllowMac);
    expect(stepsOf('failed', 'unreachable', 'linux')[0]).toBe(find.stepNetwork);
    expect(stepsOf('failed', 'not_permitted', 'win32')[0]).toBe(find.stepFirewall);
  });

  it('is always also the join line, but on no network', () => {
    for (const type of ['working', 'off', 'not_heard', 'failed'] as const)
      expect(stepsOf(type)).toContain(find.stepLink);
    expect(stepsOf('no_network')).toEqual([find.stepNetwork]);
  });

  it('is said beside the servers one knows only where something is wrong', () => {
    const types = ['starting', 'working', 'off', 'no_network', 'not_heard', 'failed'] as const;
    expect(types.filter((type) => isTroubled({ type, problem: null }))).toEqual(['no_network', 'not_heard', 'failed']);
  });
});
