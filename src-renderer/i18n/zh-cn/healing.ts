import type { Words } from '../en.ts';
import { isolate } from '../isolate.ts';

export const zhCnHealing: Pick<Words, 'healing'> = {
  healing: {
    lost: (server, when) => `${isolate(server)} 丢失了最近的记录，已于 ${when} 重新开始。`,
    cameBack: (count, from) =>
      count === 0 ? '目前还没有内容恢复。' : `${from === '' ? '' : `${from} 的设备`}已恢复 ${count} 条。`,
    onlyRooms: '只等私密房间：最近在其中的两个人连接后，房间会重新打开。',
    others: (count) => `另外 ${count} 人`,
    missing: (count) => (count === 0 ? '没有已知的缺失。' : `仍缺 ${count} 条：谁的设备上有，连接后就会恢复。`),
    roomsToCome: '最近在私密房间中的两个人连接后，房间会重新打开。',
    notice: (server) => `${isolate(server)} 丢失了最近的记录，正在找回。`,
    noticeText: '你的设备会交回它保存的内容。完成后，你写的内容会自动发出。',
    titles: {
      closed: '正在找回丢失的内容。',
      host: '它可能是两份副本之一。',
      open: '私密房间尚未打开。',
    },
    gathers: '它已重新开始，正从大家的设备上取回内容。等它重新知道谁属于这里，就会自动继续。',
    twoCopies: '有人的设备来自这个服务器的另一份副本。如果那份副本已不再使用，就继续；否则请停止这一个。',
    closedRooms: (count) => `${count} 个私密房间要等最近在其中的两个人连接，以免被移出的人借备份回来。`,
    soFar: (returned, missing) => `已恢复 ${returned} 条，已知缺失 ${missing} 条`,
    stillClosed: (soFar, count) => `${soFar}，${count} 个私密房间尚未打开`,
    goOn: '不等其余内容，继续',
    openRooms: '现在就打开',
  },
};
