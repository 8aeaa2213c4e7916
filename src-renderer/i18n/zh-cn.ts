import type { Words } from './en.ts';
import { zhCnArrival } from './zh-cn/arrival.ts';
import { zhCnDesk } from './zh-cn/desk.ts';
import { zhCnDevices } from './zh-cn/devices.ts';
import { zhCnDiagnostics } from './zh-cn/diagnostics.ts';
import { zhCnDoor } from './zh-cn/door.ts';
import { zhCnHealing } from './zh-cn/healing.ts';
import { zhCnHouse } from './zh-cn/house.ts';
import { zhCnInfo } from './zh-cn/info.ts';
import { zhCnModeration } from './zh-cn/moderation.ts';
import { zhCnNetworks } from './zh-cn/networks.ts';
import { zhCnPeople } from './zh-cn/people.ts';
import { zhCnOtherProblem, zhCnProblems } from './zh-cn/problems.ts';
import { zhCnRenewal } from './zh-cn/renewal.ts';
import { zhCnStartProblems } from './zh-cn/start-problems.ts';
import { zhCnStart } from './zh-cn/start.ts';
import { zhCnTalk } from './zh-cn/talk.ts';
import { zhCnYours } from './zh-cn/yours.ts';

/** 简洁、口语化的书面语，用“你”；句末用句号，按钮不用；中文与数字、拉丁字母之间留空格。 */
export const zhCn: Words = {
  languageName: '简体中文',
  listSeparator: '、',
  problems: zhCnProblems,
  otherProblem: zhCnOtherProblem,
  startProblems: zhCnStartProblems,
  common: {
    close: '关闭',
    back: '返回',
    cancel: '取消',
    dismiss: '知道了',
    copy: '复制',
    copied: '已复制',
    save: '保存',
    tryNow: '立即重试',
    seen: '知道了',
    you: '你',
    enter: 'Enter',
    someone: '某人',
  },
  ...zhCnStart,
  ...zhCnNetworks,
  ...zhCnArrival,
  ...zhCnHouse,
  ...zhCnDoor,
  ...zhCnDevices,
  ...zhCnPeople,
  ...zhCnModeration,
  ...zhCnTalk,
  ...zhCnInfo,
  ...zhCnDiagnostics,
  ...zhCnHealing,
  ...zhCnRenewal,
  ...zhCnYours,
  ...zhCnDesk,
};
