import type { Words } from '../en.ts';
import { isolate } from '../isolate.ts';

export const zhCnRenewal: Pick<Words, 'renewal'> = {
  renewal: {
    lead: (server) => `本机保存的 ${isolate(server)} 数据已损坏，正从服务器重新取回。`,
    unsent: (lost) =>
      lost === 0
        ? '等待发送的内容都已保留。'
        : lost === null
          ? '等待发送的内容，能读出的都已保留。'
          : `等待发送的内容中，有 ${lost} 条无法读出。`,
    file: (file) => `损坏的文件保留在：${isolate(file)}`,
    profileLead: '你的服务器列表已损坏，并已重新建立。',
    profileFound: (servers) =>
      servers === 0
        ? '没有找回任何服务器。请重新加入你在过的服务器：你的密钥还在，那里仍认得你。'
        : `找回了 ${servers} 个服务器。缺少的可以重新加入：你的密钥还在，那里仍认得你。`,
  },
};
