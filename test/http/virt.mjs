// Virtual machines: a real libvirt with QEMU in a namespace of its own, a guest that
// boots Debian's kernel, becomes a host and runs a command.
import { execFileSync } from 'node:child_process';
import { startStack, login, checker, sleep, Client } from '../lib/stack.mjs';
import { startKvm } from '../lib/kvm.mjs';

const t = checker();
const { ok } = t;
const peer = startKvm();
if (!peer) process.exit(0);
const { onHost } = peer;

const stack = await startStack({ env: { K8SM_SSH_CONNECT_MS: '8000' } });
try {
  const admin = await login(stack);
  const v1 = '/api/v1';
  const { host, keyId } = await peer.bring(admin);
  const at = `${v1}/hosts/virtualization/kvm/hosts/${host.id}`;
  const finished = async (id, ms = 180000) => {
    for (const t0 = Date.now(); Date.now() - t0 < ms; await sleep(200)) {
      const r = await admin.get(`${v1}/tasks/${id}`);
      if (!['queued', 'running'].includes(r.body.data.status)) return r.body.data;
    }
    throw new Error(`task ${id} did not end`);
  };
  const log = async (id) => (await admin.get(`${v1}/tasks/${id}/log?limit=500`)).body.data.list;
  const volumes = () => onHost('virsh -q vol-list default').split('\n').map((l) => l.trim().split(/\s+/)[0]).filter(Boolean);
  const base = { name: 'web-1', ssh_key_id: keyId, cpu: 1, memory_mb: 256, disk_gb: 1,
    kernel: peer.kernel, initrd: peer.initrd, cmdline: 'console=ttyS0 quiet', wait_s: 150 };

  // --- looking ---
  const caps = await admin.get(`${at}/capabilities`);
  ok('capabilities name pools, networks and size', caps.status === 200 && caps.body.data.pools[0]?.name === 'default' &&
    caps.body.data.networks.some((n) => n.name === 'default' && n.active && n.bridge === 'virbr0') && caps.body.data.cpus > 0 &&
    caps.body.data.memory_mb > 500 && caps.body.data.accelerated === (peer.kvm === '1'), caps.text);
  const empty = await admin.get(`${at}/machines`);
  ok('a hypervisor without machines has an empty list', empty.status === 200 && empty.body.data.total === 0, empty.text);
  const bad = [['name', { name: '-x' }], ['name', { name: "a'b" }], ['ip', { ip: '10.0.0.300' }], ['kernel', { kernel: 'boot/vmlinuz' }],
    ['ip', { ip: '10.0.0.1/64' }], ['network_bridge', { network_bridge: '-n' }], ['memory_mb', { memory_mb: -1 }], ['template', { kernel: '', initrd: '', cmdline: '' }],
    ['ssh_user', { ssh_user: 'a;b' }], ['ssh_key_id', { ssh_key_id: 999999 }], ['unknown', { unknown: 1 }]];
  for (const [field, change] of bad) {
    const r = await admin.post(`${at}/provision`, { ...base, ...change });
    ok(`provision refuses a bad ${field} ${JSON.stringify(change)}`, r.status === 400 && r.body.field === field, r.text);
  }
  const none = await admin.post(`${at}/provision`, { ...base, ssh_key_id: undefined });
  ok('provision wants a login', none.status === 400 && none.body.field === 'ssh_key_id', none.text);
  const seen = await admin.post(`${at}/preview`, base);
  ok('preview says that it is ready', seen.status === 200 && seen.body.data.ready && seen.body.data.checks.length >= 7 && /^[0-9a-f]{64}$/.test(seen.body.data.plan_digest), seen.text);
  const again = await admin.post(`${at}/preview`, base);
  ok('the same wish has the same digest', again.body.data.plan_digest === seen.body.data.plan_digest);
  const much = await admin.post(`${at}/preview`, { ...base, memory_mb: 16000000, disk_gb: 60000, network_bridge: 'nowhere', pool: 'none' });
  ok('preview names what is missing', much.status === 200 && !much.body.data.ready &&
    ['memory', 'network', 'pool'].every((n) => much.body.data.checks.some((c) => c.name === n && c.state === 'failed')), much.text);
  ok('a preview leaves nothing', volumes().length === 0);

  // --- refused by the task, and taken back ---
  const stale = await admin.post(`${at}/provision`, { ...base, plan_digest: '0'.repeat(64) });
  ok('a plan that is not what was previewed is refused', (await finished(stale.body.data.task_id)).status === 'failed');
  const broken = await finished((await admin.post(`${at}/provision`, { ...base, name: 'broken', kernel: '/no/such/kernel' })).body.data.task_id);
  ok('a machine that does not start fails with what libvirt says', broken.status === 'failed' && /kernel/.test(broken.error), broken.error);
  ok('and what was made for it is gone', volumes().length === 0 && !onHost('virsh -q list --all --name').includes('broken'));

  // --- making one ---
  const made = await admin.post(`${at}/provision`, { ...base, plan_digest: seen.body.data.plan_digest, tags: ['vm', 'test'] });
  ok('provision answers with the contract\'s task', made.status === 202 && made.body.data.task.vm_name === 'web-1' && made.body.data.task.host_id === host.id, made.text);
  const done = await finished(made.body.data.task_id);
  const steps = (await log(made.body.data.task_id)).filter((e) => e.type === 'step' && e.data.state === 'succeeded').map((e) => e.data.name);
  ok('it runs through every step', done.status === 'succeeded' && steps.join() === 'check,disk,seed,define,start,address,onboard,login', `${done.error} ${steps}`);
  const vtask = await admin.get(`${v1}/hosts/virtualization/tasks/${made.body.data.task_id}`);
  ok('the contract\'s task knows the address', vtask.body.data.vm_ip.startsWith('198.18.77.') && vtask.body.data.status === 'succeeded', vtask.text);
  const child = (await admin.get(`${v1}/hosts/${done.result?.host_id}`)).body?.data ?? {};
  ok('the machine is a host, online, with its key pinned from the start', child.status === 'online' && child.source === 'kvm_provision' &&
    child.parent_host_id === host.id && child.host_key_fingerprint?.startsWith('SHA256:') && child.hostname === 'web-1', JSON.stringify(child));
  const exec = await admin.post(`${v1}/hosts/${child.id}/ssh/exec`, { command: 'uname -r; cat /etc/os-release' });
  const ran = await finished(exec.body.data.task_id);
  ok('a command runs in it', ran.status === 'succeeded' && (await log(exec.body.data.task_id)).some((e) => /Test guest/.test(e.text)));
  const text = JSON.stringify([await log(made.body.data.task_id), done, (await admin.get(`${v1}/audit/logs?page_size=100`)).body]);
  ok('no secret is in log, task or audit', !/PRIVATE KEY/.test(text));

  const list = await admin.get(`${at}/machines`);
  const row = list.body.data.list[0];
  ok('the list links it to its host', row.name === 'web-1' && row.state === 'running' && row.host_id === child.id && row.memory_mb === 256, list.text);
  const one = await admin.get(`${at}/machines/web-1`);
  ok('its detail has disks, cards and addresses', one.body.data.made_here && one.body.data.has_console && one.body.data.disks.length === 2 &&
    one.body.data.nics.length === 1 && one.body.data.addresses.includes(child.ip), one.text);
  const console_ = await admin.get(`${at}/machines/web-1/console?bytes=2000`);
  ok('its console log can be read', console_.status === 200 && /guest: ready/.test(console_.body.data.text), console_.text);
  ok('an unknown machine is 404', (await admin.get(`${at}/machines/nobody`)).status === 404);
  const taken = await finished((await admin.post(`${at}/provision`, base)).body.data.task_id);
  ok('a second machine of that name is refused and the first one lives', taken.status === 'failed' && /web-1/.test(taken.error) &&
    onHost('virsh -q domstate web-1').includes('running'), taken.error);

  // --- what is done to it ---
  const act = async (action, more = {}) => finished((await admin.post(`${at}/machines/web-1/actions`, { action, uuid: row.uuid, ...more })).body.data.task_id);
  ok('suspend', (await act('suspend')).status === 'succeeded' && (await admin.get(`${at}/machines/web-1`)).body.data.state === 'paused');
  ok('resume', (await act('resume')).status === 'succeeded' && (await admin.get(`${at}/machines/web-1`)).body.data.state === 'running');
  ok('start of a running one is no error', (await act('start')).status === 'succeeded');
  ok('another machine of the same name is not touched', (await act('force_off', { uuid: '00000000-0000-4000-8000-000000000000' })).status === 'failed' &&
    onHost('virsh -q domstate web-1').includes('running'));
  ok('an unknown action is refused', (await admin.post(`${at}/machines/web-1/actions`, { action: 'explode' })).status === 400);
  const running = await finished((await admin.delete(`${at}/machines/web-1`)).body.data.task_id);
  ok('a running machine is not removed without force', running.status === 'failed', running.error);
  ok('force off', (await act('force_off')).status === 'succeeded' && (await admin.get(`${at}/machines/web-1`)).body.data.state === 'stopped');
  ok('reboot of a stopped one fails', (await act('reboot')).status === 'failed');
  ok('start again', (await act('start')).status === 'succeeded');

  // --- the worker dies in the middle ---
  const slow = await admin.post(`${at}/provision`, { ...base, name: 'web-2' });
  for (let i = 0; i < 200 && !(await log(slow.body.data.task_id)).some((e) => e.type === 'step' && e.data.name === 'start'); i++) await sleep(50);
  const worker = (await admin.get(`${v1}/tasks/${slow.body.data.task_id}`)).body.data.worker;
  const pid = Number(/:(\d+)\//.exec(worker)?.[1]);
  for (const p of execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).trim().split('\n')) process.kill(Number(p), 'SIGKILL');
  const survived = await finished(slow.body.data.task_id, 240000);
  ok('a provisioning whose process is killed goes on and makes one machine', survived.status === 'succeeded' &&
    onHost('virsh -q list --all --name').split('\n').filter((n) => n.trim() === 'web-2').length === 1 &&
    volumes().filter((v) => v.startsWith('web-2-')).length === 2, `${survived.error} ${volumes()}`);

  // --- removing ---
  for (const name of ['web-1', 'web-2']) {
    const gone = await finished((await admin.delete(`${at}/machines/${name}?force=true`)).body.data.task_id);
    ok(`${name} is removed with its disks`, gone.status === 'succeeded' && !volumes().some((v) => v.startsWith(name)), gone.error);
  }
  ok('its host is marked as gone', (await admin.get(`${v1}/hosts/${child.id}`)).body.data.status === 'inactive');
  onHost('touch /tmp/k8sm-own && virsh -q vol-create-as default keep.qcow2 1M --format qcow2');
  ok('a removal of what is gone already succeeds', (await finished((await admin.delete(`${at}/machines/web-1?force=true`)).body.data.task_id)).status === 'succeeded' && volumes().includes('keep.qcow2'));

  // --- who may not ---
  await admin.post(`${v1}/rbac/users`, { username: 'looker', password: 'initial pass 99', roles: ['viewer'] });
  const viewer = await new Client(stack.url).login('looker', 'initial pass 99');
  const refused = await viewer.post(`${at}/provision`, base);
  ok('somebody who only reads may not make machines', [403, 404].includes(refused.status), refused.text);

  // --- libvirt is down ---
  onHost('kill -9 $(pidof libvirtd)');
  const down = await admin.get(`${at}/capabilities`);
  ok('a hypervisor without libvirt is a clear 502', down.status === 502 && /libvirt/.test(down.body.message), down.text);
} catch (e) {
  ok("the test ran to its end", false, e.stack);
} finally {
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
