import type { Words } from '../en.ts';
import { isolate } from '../isolate.ts';

export const zhCnNetworks: Pick<Words, 'networks'> = {
  networks: {
    title: '网络',
    text: '打开的网络上，大家能找到并连接这个服务器。在其他网络上，它不作声，也不让任何人进来。',
    none: '这台电脑没有连接任何网络。',
    network: (subnet, interfaceName) => `${isolate(interfaceName)} 上的 ${isolate(subnet)}`,
    here: (address) => `你在那里的地址是 ${isolate(address)}。`,
    away: '现在不在这个网络上。',
    public: '公共',
    isAsked: '还没决定：那里没有人能找到或连接它。',
    newLead: (network) => `你连接了一个新网络：${network}。`,
    newPublicLead: (network) => `你连接了一个公共网络：${network}。`,
    question: (server) => `要让那里的人找到“${isolate(server)}”吗？`,
    publicQuestion: (server) => `那里可能有陌生人，也可能直接通向互联网。要让那里的所有人找到“${isolate(server)}”吗？`,
    letFind: '让他们找到',
    notHere: '这里不用',
  },
};
