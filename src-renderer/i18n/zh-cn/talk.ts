import { isolate } from '../isolate.ts';
import type { Words } from '../en.ts';

/** 说的话，以及怎么写。 */
export const zhCnTalk: Pick<Words, 'timeline' | 'delivery' | 'composer' | 'refusals'> = {
  timeline: {
    new: '新消息',
    today: (day) => `今天 ${day}`,
    yesterday: (day) => `昨天 ${day}`,
    jump: '最新消息',
    jumpNew: (count) => `${count} 条新消息`,
    newSince: (count, when) => `${when} 起有 ${count} 条新消息`,
    loading: '正在载入更早的消息',
    gap: '这里缺少一些消息，服务器答复后会补上。',
    unread: (reason) => `这里的消息没有读出来。${reason}`,
    gapFilling: '正在获取这里的消息',
    forged: '作者的签名不成立，这些文字可能被人改过。',
    cannotShow: '这一条无法显示，房间的其余内容不受影响。',
    unknownContent: '这个版本的 Hallway 无法显示这类消息，更新后可以。',
    arrived: (author, text) => `${author}：${text}`,
    notices: {
      'room.created': (who) => `${who}建立了房间`,
      'room.joined': (who) => `${who}加入了`,
      'room.left': (who) => `${who}离开了`,
      'room.invited': (who, whom) => `${who}邀请了${whom}`,
      'room.memberRemoved': (who, whom) => `${who}移出了${whom}`,
      'room.renamed': (who, _whom, text) => `${who}把房间改名为“${isolate(text)}”`,
      'room.topicSet': (who, _whom, text) => (text === '' ? `${who}删除了主题` : `${who}设置了主题：${isolate(text)}`),
      'direct.opened': (who) => `${who}开始了这个聊天`,
    },
    andOthers: (names, others) => names.join('、') + (others > 0 ? `和另外 ${others} 人` : ''),
    joined: (people) => `${people}加入了`,
    left: (people) => `${people}离开了`,
    changes: (count) => `${count} 处变动`,
    unfold: '显示全部',
    showAll: '展开',
    showFewer: '收起',
  },
  delivery: {
    queued: '等待发送',
    sent: '已发送',
    delivered: '已送达',
    read: '已读',
    deliveredTo: (count, people) => `${count}/${people} 已送达`,
    readBy: (count, people) => `${count}/${people} 已读`,
    failed: '未发送',
    failedBecause: (reason) => `未发送：${reason}`,
    retry: '重试',
    discard: '丢弃',
    edit: '修改',
    cancel: '撤回',
  },
  composer: {
    label: '消息',
    writeTo: (room) => `写给“${isolate(room)}”`,
    writeOffline: (room) => `写给“${isolate(room)}”，服务器恢复后发出`,
    left: '你已离开，重新加入后才能书写',
    send: '发送',
    enterSends: 'Enter 发送 · Shift+Enter 换行',
    ctrlEnterSends: 'Ctrl+Enter 发送 · Enter 换行',
    waiting: (messages, others) => {
      const said = [...(messages > 0 ? [`${messages} 条消息`] : []), ...(others > 0 ? [`${others} 项更改`] : [])];
      return `${said.join('和')}在本机等待`;
    },
    editing: '正在修改一条等待发送的消息',
    stopEditing: '停止修改',
    tooLong: '超出了一条消息的长度，请分几条发送。',
    typing: ([one = '', two = '', ...more]) => {
      if (more.length > 0) return '好几个人正在输入';
      return two === '' ? `${one}正在输入` : `${one}和${two}正在输入`;
    },
  },
  refusals: {
    message: (what, reason) => `${what}：${reason}`,
    kinds: {
      'room.create': '房间没有建立',
      'room.join': '没有加入',
      'room.leave': '没有离开',
      'room.invite': '没有邀请成功',
      'room.removeMember': '没有移出',
      'room.rename': '房间名称不变',
      'room.setTopic': '主题不变',
      'direct.open': '聊天没有打开',
      'person.rename': '你的名字不变',
    },
    other: '没有完成',
    decide: '查看办法',
    written: (count) => `你在里面写的 ${count} 条消息保存在本机，等你决定。`,
    otherName: '换一个名称',
    makeAgain: '用这个名称新建',
    copyWritten: '复制你写的内容',
    discard: (count) => (count > 0 ? `丢弃它和 ${count} 条消息` : '丢弃'),
  },
};
