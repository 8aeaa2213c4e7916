import { isolate } from '../isolate.ts';
import type { Words } from '../en.ts';

/** 设置，以及前往任意位置。 */
export const zhCnYours: Pick<Words, 'settings' | 'palette'> = {
  settings: {
    title: '设置',
    applied: '更改立即生效',
    sections: {
      profile: '个人资料',
      appearance: '外观',
      writing: '书写',
      desk: '通知和关闭',
      hosting: '本机服务器',
      devices: '你的设备',
      diagnostics: '诊断',
      about: '关于',
    },
    servers: '服务器',
    name: '加入新服务器时的名字',
    nameHint: '以后加入的每个服务器都会得到这个名字。',
    nameHintOthers: '已加入的服务器仍用上面的名字。',
    nameOn: (server) => `你在“${isolate(server)}”的名字`,
    nameOnHint: '那里的人马上就能看到新名字。',
    nameOnHintAway: '重新连上后，那里的人就能看到新名字。',
    nameOnHintLeft: '你已离开。重新加入后，那里的人才能看到新名字。',
    saved: '已保存',
    theme: '主题',
    themes: { system: '跟随系统', light: '浅色', dark: '深色' },
    density: '疏密',
    densityHint: '紧凑时一屏显示得更多。',
    densities: { roomy: '宽松', compact: '紧凑' },
    language: '语言',
    languageHint: '窗口的语言，不影响别人写的内容。',
    languageSystem: '跟随系统',
    sendKey: '发送键',
    sendKeyHint: '另一个键换行，Shift+Enter 也可以换行。',
    sendKeys: { enter: 'Enter', 'ctrl+enter': 'Ctrl+Enter' },
    version: (version) => `Hallway ${version}`,
    server: {
      addresses: '地址',
      noAddress: '不知道地址',
      leaveTitle: '离开',
      leaveText: '断开连接，直到你重新加入。读过的内容仍可在本机阅读。',
      leave: '离开',
      diagnosticsText: '连接、进度、缺口和时钟：该有的内容没有出现时看这里。',
      diagnostics: '查看',
      forgetTitle: '忘记',
      forgetText: '离开，并从本机删除你在这个服务器上的内容。无法撤销。',
      forgetTextHere: '离开，并从本机删除你的那一份。服务器本身不变，见“本机服务器”。',
      forget: '忘记…',
      forgetQuestion: (server) => `忘记“${isolate(server)}”？`,
      forgetConsequence: (waiting) =>
        `它的房间、你的历史记录和你的密钥会从本机删除${
          waiting > 0 ? `，还没发送的 ${waiting} 条消息也会删除` : ''
        }。你在服务器上写过的内容仍然保留。`,
      forgetHere: {
        runs: (server) => `“${isolate(server)}”在这台电脑上运行。它不会因此停止，也不会被删除，别人照常使用。`,
        ran: (server) => `“${isolate(server)}”最近在这台电脑上运行过。它保存的内容不变，可以重新启动。`,
        copy: (waiting) =>
          `只删除你的那份房间内容和你的密钥${
            waiting > 0 ? `，还没发送的 ${waiting} 条消息也会删除` : ''
          }。再次加入时你会是一个新人，不再有现在的角色。`,
        way: '想停止它，或把它保存的内容移到一旁，请到“本机服务器”。',
        show: '本机服务器',
      },
      keep: '保留',
      forgetVerb: '忘记',
    },
  },
  palette: {
    label: '前往任意位置',
    placeholder: '房间、人或操作',
    heading: '房间、人和操作',
    nothing: '没有这个名字',
    theme: (theme) => `主题：${theme}`,
    here: '你在这里',
    move: '移动',
    open: '打开',
    close: '关闭',
    new: (count) => `${count} 条新消息`,
  },
};
