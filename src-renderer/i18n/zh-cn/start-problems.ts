import type { StartSentences } from '../start-problem.ts';

/** 本机的聊天或服务器为什么启动不了，怎么办。 */
export const zhCnStartProblems: StartSentences = {
  folder_missing: ({ path }) => `文件夹 ${path} 不见了。放回原处后再启动。`,
  folder_read_only: (problem) =>
    `无法写入 ${'folder' in problem ? problem.folder : problem.path}。请给你的用户写入权限，再启动。`,
  folder_in_use: ({ folder, pid }) =>
    `另一个 Hallway${pid === null ? '' : `（进程 ${pid}）`}正在使用 ${folder}。关闭它，再启动。`,
  folder_unusable: ({ folder, code }) => `${folder} 不能用作文件夹（${code}）。`,
  folder_on_network: ({ folder, kind }) =>
    `${folder} 在另一台电脑上（${kind}），记录放在那里不安全。请用 --data 指定本机磁盘上的文件夹来启动 Hallway。`,
  folder_is_synced: ({ folder, service }) =>
    `${service} 会把 ${folder} 同步到别的电脑，这会损坏记录。请用 --data 指定它之外的文件夹来启动 Hallway。`,
  database_newer: ({ file }) => `${file} 由更新版本的 Hallway 写入。请更新本机的 Hallway；没有改动任何内容。`,
  database_corrupt: ({ file }) => `${file} 已损坏，保持原样未动；可以用备份代替它。`,
  database_missing: ({ file }) =>
    `${file} 不见了或是空的，而以前那里有历史记录。没有重新开始。请把它放回原处或恢复备份，再启动。`,
  database_unreadable: ({ file, code }) => `磁盘读不出 ${file}（${code}）。没有改动任何内容。检查磁盘后再启动。`,
  disk_full: ({ folder }) => `${folder} 所在的磁盘已满。请腾出空间再启动；没有内容丢失。`,
  storage_failed: ({ folder, code }) => `${folder} 所在的磁盘出错（${code}）。检查磁盘后再启动。`,
  history_of_other_key: ({ folder }) => `${folder} 里是另一个服务器的历史记录：密钥不同。请放回与它配套的密钥。`,
  key_file_exposed: ({ path, mode }) =>
    `本机的其他用户可以读取密钥 ${path}（权限 ${mode}）。请改为只有你能读取，再启动。`,
  key_file_sealed: ({ path }) => `密钥 ${path} 由系统的密钥库保管，密钥库没有交出。解锁密钥库后再启动 Hallway。`,
  key_file_damaged: ({ path }) => `密钥 ${path} 已损坏，保持原样未动；可以用备份代替它。`,
  key_file_failed: ({ path, code }) => `密钥 ${path} 无法读写（${code}）。请给你的用户读写权限，再启动。`,
  ports_taken: ({ from, to }) =>
    from === to
      ? `端口 ${from} 被别的程序占用。关闭它，再启动。`
      : `端口 ${from} 到 ${to} 都被别的程序占用。关闭其中一个，再启动。`,
  port_forbidden: ({ port }) => `系统把端口 ${port} 留给管理员。请用 1023 以上的端口。`,
  no_address: ({ hosts }) => `本机已经没有这些地址：${hosts.join('、')}。`,
  bind_failed: ({ host, code }) => `系统不允许 Hallway 在 ${host} 上监听（${code}）。`,
  crypto_failed: ({ check }) => `本机的加密功能给出了错误的结果（${check}），因此什么都没有打开。请重新安装 Hallway。`,
  keeps_ending: () => '它在一分钟内退出了五次。详情见日志。',
  start_refused: ({ detail }) => `Hallway 的两个部分不匹配（${detail}）。请重新安装。`,
};
