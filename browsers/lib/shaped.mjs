// A host of its own behind a link whose rate and losses a test chooses: a network namespace and a veth
// pair, tc tbf and nftables on our end of it.
import { execFileSync } from 'node:child_process';

let links = 0;

const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });

/**
 * Makes the host; both ends have an address.
 * returns { namespace, near, far, rate(kbit), loss(percent), remove() }
 */
export function shapedHost({ kbit, lossPercent = 0, queueMs = 300 }) {
  const n = ++links;
  const namespace = `cardea-shaped-${process.pid}-${n}`;
  const near = `10.78.${n}.1`;
  const far = `10.78.${n}.2`;
  const device = `shaped${n}`;
  const table = `shaped${n}`;
  run('ip', 'netns', 'add', namespace);
  run('ip', 'link', 'add', device, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
  run('ip', 'addr', 'add', `${near}/24`, 'dev', device);
  run('ip', 'link', 'set', device, 'up');
  run('ip', '-n', namespace, 'addr', 'add', `${far}/24`, 'dev', 'eth0');
  run('ip', '-n', namespace, 'link', 'set', 'lo', 'up');
  run('ip', '-n', namespace, 'link', 'set', 'eth0', 'up');
  run('ip', '-n', namespace, 'route', 'add', 'default', 'via', near);
  const host = {
    namespace,
    near,
    far,
    rate(value) {
      run('tc', 'qdisc', 'replace', 'dev', device, 'root', 'tbf', 'rate', `${value}kbit`,
        'burst', String(Math.max(3000, value * 125 / 50)), 'latency', `${queueMs}ms`);
    },
    loss(percent) {
      try {
        run('nft', `delete table inet ${table}`);
      } catch {
        // there was none
      }
      if (!percent) return;
      run('nft', `add table inet ${table}`);
      run('nft', `add chain inet ${table} out { type filter hook output priority 0; }`);
      run('nft', `add rule inet ${table} out oifname ${device} meta l4proto udp numgen random mod 100 < ${percent} drop`);
    },
    remove() {
      host.loss(0);
      try {
        run('ip', 'netns', 'del', namespace);
      } catch {
        // gone already
      }
    },
  };
  host.rate(kbit);
  host.loss(lossPercent);
  return host;
}
