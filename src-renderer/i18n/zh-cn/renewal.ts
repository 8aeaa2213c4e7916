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
  },
};
