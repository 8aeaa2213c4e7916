import { maxNameCodePoints } from '#shared/domain/name.ts';
import { isolate } from '../isolate.ts';
import type { ProblemSentences } from '../problem.ts';
import { startSentence } from '../start-problem.ts';
import { zhCnStartProblems } from './start-problems.ts';

const unreachable = (server: string): string => `连不上“${server}”。`;

/** 出了什么事、意味着什么、怎么办。 */
export const zhCnProblems: ProblemSentences = {
  unreachable: (_, { server }) => unreachable(server),
  timed_out: (_, { server }) => unreachable(server),
  connection_lost: (_, { server }) => unreachable(server),
  server_unreachable: (_, { server }) => `连不上“${server}”，而这件事只有服务器知道。`,
  messages_not_there: (_, { server }) => `“${server}”的答复里没有这些消息。`,
  local_network_denied: () => '系统不允许 Hallway 访问本地网络。请在隐私设置中允许，然后返回。',
  not_hallway: () => '这个地址上是别的程序。请检查地址和端口。',
  address_unknown: (_, { server }) => `不知道“${server}”的地址。用它的加入链接或地址可以找到。`,
  address_not_local: () => '这是互联网上的地址，Hallway 不会连接。请输入本网络的地址，例如 10.20.4.17。',
  server_full: (_, { server }) => `“${server}”已满，会自动重试。`,
  server_stopping: ({ reason }, { server }) =>
    ({
      restarting: `“${server}”正在重新启动。`,
      sleeping: `“${server}”所在的电脑进入了睡眠。`,
      closing: `“${server}”已关闭。`,
    })[reason],
  other_server: (_, { server }) => `这不是你认识的“${server}”：密钥不同。你的内容没有发出。`,
  known_name: (_, { server }) => `这个“${server}”不是你认识的那一个：密钥不同。你的名字没有发出。`,
  proof_wrong: (_, { server }) => `对方无法证明自己是“${server}”。你的内容没有发出。`,
  version_unsupported: (_, { server }) => `“${server}”的版本不同。两边都更新 Hallway 后即可加入；历史记录仍可阅读。`,
  deactivated: (_, { server }) => `你暂时不能进入${server}。请询问管理员；读过的内容仍保留在本机。`,
  not_let_in: (_, { server }) => `${server}门口的人没有让你进入。`,
  link_invalid: () => '这个链接已用过或已过期，请在你的另一台设备上重新生成。',
  claim_dropped: ({ displayName }, { server }) =>
    `来${server}开门的人让这台设备作为新来的人进入，而不是作为“${isolate(displayName)}”的另一台设备。`,
  knock_broken: (_, { server }) => `核对数字时与${server}的连接断开了。请重新敲门，数字会更新。`,
  device_removed: (_, { server }) => `“${server}”不让这台电脑进入。管理它的人可以改变这一点；读过的内容仍保留在本机。`,
  device_revoked: (_, { server }) =>
    `这台设备在${server}上已被撤销，它的密钥再也不能进入。请在本机忘记${server}（在这里读过的内容会随之删除），再重新加入：由你的另一台设备确认，或由一位所有者担保。`,
  replaced: () => '同一份数据正在别处使用。关闭那一个，再重新连接。',
  login_refused: ({ reason }, { server }) =>
    ['proof_wrong', 'close_4502'].includes(reason)
      ? `“${server}”无法确认这是你：这台电脑的签名不成立。请更新 Hallway，并请管理“${server}”的人重新允许这台电脑进入。`
      : `“${server}”拒绝了登录：${reason}。`,
  storage_failed: ({ detail }, { server }) =>
    detail === 'database_corrupt'
      ? `本机保存的“${server}”数据已损坏。请先移到一旁，所有内容会从服务器重新取回。`
      : detail === 'key_file_sealed'
        ? `你在“${server}”上的身份密钥由系统的密钥库保管。请解锁密钥库，并在 Hallway 自己的窗口中打开。`
        : detail.startsWith('key_file')
          ? `无法读取你在“${server}”上的身份密钥。没有改动任何内容，详情见日志。`
          : detail === 'database_unreadable'
            ? `磁盘读不出本机保存的“${server}”数据。没有改动任何内容；请检查磁盘，再重新启动。`
            : '本机无法保存收到的内容。请腾出磁盘空间；没有内容丢失。',
  server_disk_full: (_, { server }) => `“${server}”现在什么都保存不了：它的磁盘已满。`,
  server_storage_failed: (_, { server }) => `“${server}”的磁盘出了故障。请告诉管理它的人；会自动重试。`,
  database_not_damaged: (_, { server }) => `本机保存的“${server}”数据没有损坏。`,

  invalid_params: ({ problem }) => `这个不能用：${problem}。`,
  server_not_known: () => '没有见过这样的服务器。请检查链接，或再要一个。',
  target_invalid: () => '这不是地址，也不是加入链接。地址形如 10.20.4.17 或 10.20.4.17:7420。',
  room_not_known: () => '本机没有这个房间。',
  person_not_known: () => '这里不认识这个人。',
  already_transmitted: () => '已经在发送途中，不能再改了。',
  nothing_to_undo: () => '这已经不能撤销了。',
  command_not_known: () => '它已经不在等待了。',
  overloaded: (_, { server }) => `“${server}”现在太忙了，请稍后再试。`,
  request_refused: ({ reason }, { server }) => `“${server}”拒绝了：${reason}。`,

  name_empty: () => '名字是空的。请至少输入一个字。',
  name_too_long: ({ maxCodePoints }) => `名字太长：最多 ${maxCodePoints} 个字符。`,
  topic_too_long: ({ maxCodePoints }) => `主题太长：最多 ${maxCodePoints} 个字符。`,
  name_ill_formed: () => '名字里有无法保存的字符。请重新输入。',
  name_taken: ({ displayName }) => `与“${isolate(displayName)}”太相似，请加上部门或工号以便区分。`,
  room_name_taken: ({ name }) => `已经有房间“${isolate(name)}”了。请换一个名字。`,

  wrong_server: (_, { server }) => `这是发给别的服务器的，不是“${server}”。`,
  unknown_command: (_, { server }) => `“${server}”还不会做这件事，需要更新。`,
  invalid_body: ({ problem }, { server }) => `“${server}”不能使用这个：${problem}。`,
  signature_wrong: (_, { server }) => `“${server}”无法确认这是你发的。请再发一次。`,
  command_id_taken: () => '之前用别的文字发过一次。请再发一次。',
  not_admitted: (_, { server }) => `“${server}”还没有让你进入。`,
  door_closed: ({ door }, { server }) =>
    door === 'invite'
      ? `${server}只允许持邀请的人进入。请索取链接，然后在加入处粘贴。`
      : `在${server}门口等候的人太多，请稍后再试。`,
  invite_invalid: () => '邀请已被使用或已过期，请再要一个。',
  last_owner: (_, { server }) => `${server}需要一位所有者，请先指定他人。`,
  last_device: (_, { server }) =>
    `这是在${server}的唯一一台设备。如果是你自己的，请先添加另一台；所有者只要还是所有者，就会保留一台。`,
  invites_full: ({ maxOpenInvites }) => `你已有 ${maxOpenInvites} 个有效邀请，不能再生成。请先撤销一个不用的。`,
  reports_full: ({ maxOpenReports }) => `你已有 ${maxOpenReports} 条举报等待处理。请等有人处理后再举报。`,
  devices_full: ({ maxDevices, isVouched }, { server }) =>
    isVouched
      ? `这台设备由${server}的一位所有者担保，从它最多只能再添加 ${maxDevices} 台设备（包括已撤销的）。请从你的另一台设备添加，或请所有者放行。`
      : `在${server}上，一个人最多有 ${maxDevices} 台设备（包括已撤销的），现已满额。`,
  too_late: () => '已超过 30 天，无法撤销。',
  already_admitted: (_, { server }) => `你已经在“${server}”里了。`,
  not_allowed: ({ action }) =>
    action === 'device.revoke:own'
      ? '这台设备由所有者担保，只能撤销它自己添加的设备。请找所有者。'
      : '你的角色不能在这里这么做。请找管理员。',
  room_not_found: () => '这个房间已经不存在了。',
  room_closed: () => '服务器当时丢失了最近的记录，这个房间要等最近在其中的两个人回来才开放。等你能在这里发消息时再试。',
  not_a_member: () => '你不在这个房间里。请先加入。',
  person_not_found: () => '这里没有这个人。',
  direct_people_invalid: ({ maxPeople }) => `一个私信里可以有 1 到 ${maxPeople} 个人。`,
  dependency_failed: () => '它依赖的操作被拒绝了。',

  unknown_call: () => 'Hallway 的这一部分版本不同。请重新启动 Hallway。',
  internal_error: () => 'Hallway 内部出了问题。你写的内容已保存，详情见日志。',
  port_closed: () => '保管聊天的部分正在重新启动。你写的内容已保存。',

  name_invalid: () => `这个名字不能用。请输入 1 到 ${maxNameCodePoints} 个字符。`,
  host_failed: ({ problem }) => startSentence(zhCnStartProblems, problem),
  host_running: () => '服务器正在运行，请先停止它。',
  link_refused: () => '这个链接打不开。',
  file_refused: () => '这里不能保存文件。',
  file_not_saved: ({ code }) => `文件没能保存（${code}）。请换个位置。`,
  settings_not_kept: () => '设置没能写入磁盘，只在 Hallway 结束前有效。',
};

export const zhCnOtherProblem = ({ type }: { readonly type: string }, server: string): string =>
  `“${server}”拒绝了（${type}）。`;
