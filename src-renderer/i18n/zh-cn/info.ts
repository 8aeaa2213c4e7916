import type { Words } from '../en.ts';

/** 一条消息走过的每一步。 */
export const zhCnInfo: Pick<Words, 'info'> = {
  info: {
    title: '详情',
    looking: '正在查询',
    you: '你',
    hops: {
      written: '写下',
      sent: '从本机发出',
      stored: '服务器已保存',
      heard: '本机收到确认',
      received: '到达本机',
    },
    took: '距上一步',
    via: {
      live: '说出时就到了本机。',
      replay: '本机不在期间错过，之后补上。',
      page: '随房间的历史消息取得。',
      unknown: '随房间的历史消息取得，或时间已久，不再知道是怎样到的。',
    },
    waiting: '在本机等待，连上服务器后发出。',
    held: '服务器暂时不开放这个房间。消息在本机等待，房间开放后发出。',
    unanswered: '已经发出，服务器还没有答复。',
    people: (people, delivered, read) => `${people} 人中 ${delivered} 人已送达，${read} 人已读`,
    delivered: '送达',
    read: '已读',
    notYet: '尚未送达',
    tooMany: (most) => `这个房间超过 ${most} 人，不再逐一记录谁收到、谁读过。`,
    nobody: '写下时房间里没有其他人。',
    notAsked: '现在无法询问服务器，这里是本机已经知道的。',
    signed: (who) => `由${who}签名，签名成立。`,
    clocks: '保存、送达和已读的时间以服务器的时钟为准。',
    serverClock: '保存的时间以服务器的时钟为准。',
  },
};
