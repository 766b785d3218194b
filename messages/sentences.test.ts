import { describe, expect, test } from 'vitest';
import { readSourceSentences } from '#test/source-sentences.ts';
import { translatorOf } from './sentences.ts';
import zh from './zh/sentences.json' with { type: 'json' };

const translate = translatorOf(zh);
const places = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([place]) => place).sort();

test('everything that the code can say has its Chinese in messages/zh/sentences.json', () => {
  const missing = readSourceSentences().filter(({ text }) => !Object.hasOwn(zh.sentences, text));
  expect(missing.map(({ text, file }) => `${file}: ${text}`)).toEqual([]);
}, 60_000);

test('a Chinese sentence fills in what its English does', () => {
  const differing = Object.entries(zh.sentences).filter(([english, text]) => `${places(english)}` !== `${places(text)}`);
  expect(differing).toEqual([]);
});

describe('a sentence', () => {
  test.each([
    ['as it is', 'connection refused', '连接被拒绝'],
    ['with what is filled in', 'no answer in 5 s', '5 秒内无响应'],
    ['with a word of ours in it', 'Healthy Threshold is a whole number from 2 to 10.', '健康检查健康阈值为 2 到 10 的整数。'],
    [
      'with a reason in a reason',
      'Active server is unhealthy: no answer in 0.5 s; failback is manual, so traffic returns by a switch',
      '主服务器异常：0.5 秒内无响应；回切方式为手动，需手动切回流量',
    ],
    ['behind the path of its field', 'servers.0.port: Enter a port.', 'servers.0.port：请输入端口。'],
    ['behind another one', 'Enter a name. Enter a port.', '请输入名称。请输入端口。'],
    ['in lines', 'Enter a name.\nEnter a port.', '请输入名称。请输入端口。'],
    [
      'of which another is the beginning',
      'The database does not answer. Nothing was changed; try again.',
      '数据库无响应。没有做任何更改，请重试。',
    ],
    ['with what a user wrote', 'Switched to the standby by Ann: 维护 <b>', '由 Ann 切换到备服务器：维护 <b>'],
    ['that nobody knows', 'socket hang up', 'socket hang up'],
    ['with a place in what a user wrote', 'There is no server "{0} $& $1".', '服务器“{0} $& $1”不存在。'],
    [
      'of a node that names a chain and a command',
      'The chain FORWARD of the table ip filter drops what the kernel forwards to servers on other hosts: iptables -I FORWARD -j ACCEPT.',
      '表 ip filter 的链 FORWARD 丢弃内核转发到其他主机上服务器的报文：iptables -I FORWARD -j ACCEPT。',
    ],
    [
      'of a node that names interfaces',
      'rp_filter is strict on eth0, eth1 and others: packets that come in by another interface than the route back to their sender are lost without a trace. If clients or servers have several ways to this host: sysctl -w net.ipv4.conf.eth0.rp_filter=2.',
      'eth0, eth1 等 的 rp_filter 为严格模式：报文若从与回程路由不同的网卡进入，会被悄然丢弃。如果客户端或服务器到此主机有多条路径：sysctl -w net.ipv4.conf.eth0.rp_filter=2。',
    ],
    ['that is empty', '', ''],
  ])('%s', (_name, english, chinese) => {
    expect(translate(english)).toBe(chinese);
  });

  test('stays as it is in English', () => {
    expect(translatorOf(null)('no answer in 5 s')).toBe('no answer in 5 s');
  });

  test('of any length takes no time to speak of', () => {
    const startedAt = performance.now();
    translate(`Active server is unhealthy: ${'; port : " of '.repeat(20_000)}`);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
