import { isolate } from '../isolate.ts';

/** What is said of the networks of this computer, where a server runs on it. */
export const enNetworks = {
  networks: {
    title: 'Networks',
    text: 'People on a network that is switched on find and reach this server. On every other it keeps quiet and lets nobody in.',
    none: 'This computer is on no network.',
    /** Such as 192.168.1.0/24 on wlan0. */
    network: (subnet: string, interfaceName: string) => `${isolate(subnet)} on ${isolate(interfaceName)}`,
    here: (address: string) => `You are ${isolate(address)} there.`,
    away: 'You are not on it now.',
    public: 'public',
    isAsked: 'Not decided yet: nobody there finds or reaches it.',
    newLead: (network: string) => `You are on a new network: ${network}.`,
    newPublicLead: (network: string) => `You are on a public network: ${network}.`,
    question: (server: string) => `Let people on it find ${isolate(server)}?`,
    publicQuestion: (server: string) =>
      `Strangers may be on it, or it may be open to the internet. Let everybody there find ${isolate(server)}?`,
    letFind: 'Let them find it',
    notHere: 'Not here',
  },
};
