import { isolate } from '../isolate.ts';
import type { Words } from '../en.ts';

/** 聊天之外的程序所问所说，以及快捷键。 */
export const zhCnDesk: Pick<Words, 'leaving' | 'failed'> = {
  leaving: {
    closeQuestion: '让 Hallway 继续运行？',
    quitQuestion: '退出 Hallway？',
    quitHostQuestion: (server) => `退出 Hallway 并停止“${isolate(server)}”？`,
    staysIn: {
      tray: '关闭窗口后，Hallway 留在托盘里，仍能收到消息。',
      dock: '关闭窗口后，Hallway 留在程序坞里，仍能收到消息。',
      taskbar: '这个桌面没有托盘，窗口会缩到任务栏，仍能收到消息。',
      none: '关闭窗口后，Hallway 就会退出。',
    },
    connected: (names, more, all) => (more > 0 ? `${names}等 ${all} 人已连接。` : `${names}已连接。`),
    nobodyConnected: '现在没有别人连接。',
    stopMeans: '他们可以继续阅读；写的内容会等到你重新启动。没有内容丢失。',
    hostRuns: (server) => `“${isolate(server)}”在本机运行，退出后会停止。`,
    remember: '记住这个选择',
    rememberHint: '可以在设置里更改。',
    keep: '继续运行',
    closeAndKeep: '关闭窗口，继续运行',
    quit: '退出',
    quitAndStop: '退出并停止',
  },
  failed: {
    title: 'Hallway 打不开你的聊天',
    text: '保存消息的程序无法持续运行。没有内容丢失：读过的和等待发送的内容都还在这台电脑上。',
    detail: '它的说明',
    log: '日志位于',
    again: '重试',
    starting: '正在启动…',
  },
};
