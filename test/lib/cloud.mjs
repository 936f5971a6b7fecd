// A stand-in for three clouds: HTTPS on loopback, the wire of Alibaba ECS, Tencent CVM
// and AWS EC2, signatures checked by a computation of its own, and faults on command.
// That the wire is the real one is shown by the vendors' own libraries, which list
// through it (test/cloud/sdk.mjs).
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';

const sha = (x) => createHash('sha256').update(x).digest('hex');
const mac = (key, x, how) => createHmac('sha256', key).update(x).digest(how);
const escapeXml = (s) => String(s).replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`)
  .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
const encode = (s) => encodeURIComponent(s).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

class Refusal extends Error {
  constructor(code, message, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** method, path, sorted query, headers, names, digest of the body. */
function canonical(rq, names, { lower = false } = {}) {
  const pairs = [...rq.url.searchParams].map(([k, v]) => `${encode(k)}=${encode(v)}`).sort();
  const lines = names.map((n) => {
    const v = (n === 'host' && rq.bareHost ? rq.headers.host.split(':')[0] : rq.headers[n] ?? '').trim().replace(/ +/g, ' ');
    return `${n}:${lower ? v.toLowerCase() : v}\n`;
  });
  return [rq.method, rq.url.pathname, pairs.join('&'), lines.join(''), names.join(';'), sha(rq.body)].join('\n');
}

// --- the three services ---------------------------------------------------------------

const alicloud = {
  codes: { key: 'InvalidAccessKeyId.NotFound', signature: 'SignatureDoesNotMatch', permission: 'Forbidden.RAM',
    clock: 'InvalidTimeStamp.Expired', throttle: 'Throttling.User', region: 'InvalidRegionId.NotFound', parameter: 'InvalidParameter' },
  is: (rq) => rq.headers.authorization?.startsWith('ACS3-'),
  action: (rq) => rq.headers['x-acs-action'],
  check(rq, cloud) {
    const m = /^ACS3-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/.exec(rq.headers.authorization);
    if (!m) throw new Refusal('IncompleteSignature', 'authorization cannot be read');
    const account = cloud.account(m[1], this);
    if (rq.headers['x-acs-content-sha256'] !== sha(rq.body)) throw new Refusal(this.codes.signature, 'digest of the body');
    if (Math.abs(Date.parse(rq.headers['x-acs-date']) - cloud.now()) > 900_000) throw new Refusal(this.codes.clock, 'Specified time stamp or date value is expired.');
    const names = m[2].split(';');
    for (const must of ['host', 'x-acs-action', 'x-acs-date', 'x-acs-version', 'x-acs-signature-nonce', 'x-acs-content-sha256'])
      if (!names.includes(must)) throw new Refusal(this.codes.signature, `${must} is not signed`);
    const want = mac(account.secret, `ACS3-HMAC-SHA256\n${sha(canonical(rq, names))}`, 'hex');
    if (want !== m[3]) throw new Refusal(this.codes.signature, 'Specified signature is not matched with our calculation.');
    if (cloud.nonces.has(rq.headers['x-acs-signature-nonce'])) throw new Refusal('SignatureNonceUsed', 'Specified signature nonce was used already.');
    cloud.nonces.add(rq.headers['x-acs-signature-nonce']);
    return account;
  },
  ask(rq) {
    const p = new URLSearchParams(rq.url.searchParams);
    for (const [k, v] of new URLSearchParams(rq.body.toString())) p.set(k, v);
    const list = (name) => (p.get(name) ? JSON.parse(p.get(name)) : null);
    return {
      region: p.get('RegionId'), ids: list('InstanceIds'), ips: list('PrivateIpAddresses'), name: p.get('InstanceName'),
      status: p.get('Status'), vpc: p.get('VpcId'), tag: p.get('Tag.1.Key') && [p.get('Tag.1.Key'), p.get('Tag.1.Value')],
      limit: Number(p.get('MaxResults') ?? 10), most: 100,
      offset: p.get('NextToken') ? Number(Buffer.from(p.get('NextToken'), 'base64').toString().slice(2)) : 0,
    };
  },
  error: (e, id) => ['application/json', JSON.stringify({ RequestId: id, HostId: 'ecs.aliyuncs.com', Code: e.code, Message: e.message, Recommend: 'https://example.invalid' })],
  regions: (all, id) => ['application/json', JSON.stringify({ RequestId: id, Regions: { Region: all.map((r) => ({ RegionId: r, LocalName: `地域 ${r}`, RegionEndpoint: `ecs.${r}.aliyuncs.com` })) } })],
  page: (ask, rows, total, next, id) => ['application/json', JSON.stringify({
    RequestId: id, TotalCount: total, PageSize: ask.limit, PageNumber: 1, NextToken: next === null ? '' : Buffer.from(`o:${next}`).toString('base64'),
    Instances: { Instance: rows.map((i) => ({
      InstanceId: i.id, InstanceName: i.name, Status: { running: 'Running', stopped: 'Stopped', starting: 'Starting', stopping: 'Stopping' }[i.status] ?? i.status,
      RegionId: ask.region, ZoneId: i.zone, Cpu: i.cpu, Memory: i.memory_mb, OSName: i.os, InstanceType: i.type, CreationTime: '2026-01-02T03:04Z',
      VpcAttributes: { VpcId: i.vpc, VSwitchId: 'vsw-1', NatIpAddress: '', PrivateIpAddress: { IpAddress: i.ip ? [i.ip] : [] } },
      PublicIpAddress: { IpAddress: i.public ? [i.public] : [] }, InnerIpAddress: { IpAddress: [] }, EipAddress: { IpAddress: '', AllocationId: '' },
      Tags: { Tag: Object.entries(i.tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })) },
    })) },
  })],
};

const tencent = {
  codes: { key: 'AuthFailure.SecretIdNotFound', signature: 'AuthFailure.SignatureFailure', permission: 'AuthFailure.UnauthorizedOperation',
    clock: 'AuthFailure.SignatureExpire', throttle: 'RequestLimitExceeded', region: 'UnsupportedRegion', parameter: 'InvalidParameterValue' },
  is: (rq) => rq.headers.authorization?.startsWith('TC3-'),
  action: (rq) => rq.headers['x-tc-action'],
  check(rq, cloud) {
    const m = /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/(\w+)\/tc3_request, SignedHeaders=([^,]+), Signature=([0-9a-f]+)$/.exec(rq.headers.authorization);
    if (!m) throw new Refusal(this.codes.signature, 'authorization cannot be read');
    const account = cloud.account(m[1], this);
    const at = Number(rq.headers['x-tc-timestamp']);
    if (Math.abs(at * 1000 - cloud.now()) > 300_000) throw new Refusal(this.codes.clock, 'signature expired');
    if (new Date(at * 1000).toISOString().slice(0, 10) !== m[2] || (m[3] !== 'cvm' && m[3] !== rq.headers.host.split('.')[0])) throw new Refusal(this.codes.signature, 'scope');
    const names = m[4].split(';');
    for (const must of ['host', 'content-type']) if (!names.includes(must)) throw new Refusal(this.codes.signature, `${must} is not signed`);
    // The vendor's libraries sign the name without a port, and call the service by its
    // first label.
    const text = `TC3-HMAC-SHA256\n${at}\n${m[2]}/${m[3]}/tc3_request\n${sha(canonical({ ...rq, bareHost: true }, names))}`;
    const want = mac(mac(mac(mac(`TC3${account.secret}`, m[2]), m[3]), 'tc3_request'), text, 'hex');
    if (want !== m[5]) throw new Refusal(this.codes.signature, 'The provided credentials could not be validated.');
    return account;
  },
  ask(rq) {
    const b = JSON.parse(rq.body.toString() || '{}');
    const f = Object.fromEntries((b.Filters ?? []).map((x) => [x.Name, x.Values]));
    const tag = Object.entries(f).find(([k]) => k.startsWith('tag:'));
    if (b.Limit > 100 || b.Offset < 0) throw new Refusal(this.codes.parameter, 'Limit');
    return {
      region: rq.headers['x-tc-region'], ids: b.InstanceIds ?? f['instance-id'] ?? null, ips: f['private-ip-address'] ?? null,
      name: f['instance-name'] && `*${f['instance-name'][0]}*`, status: f['instance-state']?.[0], vpc: f['vpc-id']?.[0],
      tag: tag ? [tag[0].slice(4), tag[1][0]] : f['tag-key'] && [f['tag-key'][0], null],
      limit: b.Limit ?? 20, most: 100, offset: b.Offset ?? 0,
    };
  },
  always200: true,
  error: (e, id) => ['application/json', JSON.stringify({ Response: { Error: { Code: e.code, Message: e.message }, RequestId: id } })],
  regions: (all, id) => ['application/json', JSON.stringify({ Response: { TotalCount: all.length, RegionSet: all.map((Region) => ({ Region, RegionName: `地域(${Region})`, RegionState: 'AVAILABLE' })), RequestId: id } })],
  page: (ask, rows, total, next, id) => ['application/json', JSON.stringify({ Response: {
    TotalCount: total, RequestId: id, InstanceSet: rows.map((i) => ({
      InstanceId: i.id, InstanceName: i.name, InstanceState: i.status === 'terminated' ? 'SHUTDOWN' : i.status.toUpperCase(), Placement: { Zone: i.zone, ProjectId: 0 },
      CPU: i.cpu, Memory: Math.round(i.memory_mb / 1024), OsName: i.os, InstanceType: i.type, CreatedTime: '2026-01-02T03:04:05Z',
      SystemDisk: { DiskType: 'CLOUD_PREMIUM', DiskSize: i.disk_gb }, DataDisks: [], PrivateIpAddresses: i.ip ? [i.ip] : null,
      PublicIpAddresses: i.public ? [i.public] : null, VirtualPrivateCloud: { VpcId: i.vpc, SubnetId: 'subnet-1' },
      Tags: Object.entries(i.tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  } })],
};

const globOf = (s) => new RegExp(`^${s.replace(/\\(.)|([*?])|[.+^${}()|[\]]/g, (c, lit, wild) => (lit ? `\\${lit}` : wild === '*' ? '.*' : wild ? '.' : `\\${c}`))}$`, 'su');

const aws = {
  codes: { key: 'AuthFailure', signature: 'SignatureDoesNotMatch', permission: 'UnauthorizedOperation', clock: 'RequestExpired',
    throttle: 'RequestLimitExceeded', region: 'InvalidRegion', parameter: 'InvalidParameterValue' },
  is: (rq) => rq.headers.authorization?.startsWith('AWS4-'),
  form: (rq) => new URLSearchParams(rq.body.toString()),
  action: (rq) => aws.form(rq).get('Action'),
  check(rq, cloud) {
    const m = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([a-z0-9-]+)\/(\w+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]+)$/.exec(rq.headers.authorization);
    if (!m) throw new Refusal('IncompleteSignature', 'authorization cannot be read');
    const account = cloud.account(m[1], this);
    const stamp = rq.headers['x-amz-date'];
    const at = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    if (Math.abs(at - cloud.now()) > 300_000) throw new Refusal(this.codes.clock, 'Request has expired.');
    if (stamp.slice(0, 8) !== m[2] || m[4] !== 'ec2') throw new Refusal(this.codes.signature, 'scope');
    rq.region = m[3];
    const names = m[5].split(';');
    for (const must of ['host', 'x-amz-date']) if (!names.includes(must)) throw new Refusal(this.codes.signature, `${must} is not signed`);
    const text = `AWS4-HMAC-SHA256\n${stamp}\n${m[2]}/${m[3]}/ec2/aws4_request\n${sha(canonical(rq, names))}`;
    const want = mac(mac(mac(mac(mac(`AWS4${account.secret}`, m[2]), m[3]), 'ec2'), 'aws4_request'), text, 'hex');
    if (want !== m[6]) throw new Refusal(this.codes.signature, 'The request signature we calculated does not match the signature you provided.', 403);
    return account;
  },
  ask(rq) {
    const p = aws.form(rq);
    const f = {};
    for (let n = 1; p.get(`Filter.${n}.Name`); n++)
      f[p.get(`Filter.${n}.Name`)] = [...p].filter(([k]) => k.startsWith(`Filter.${n}.Value.`)).map(([, v]) => v);
    const ids = [...p].filter(([k]) => k.startsWith('InstanceId.')).map(([, v]) => v);
    const tag = Object.entries(f).find(([k]) => k.startsWith('tag:') && k !== 'tag:Name');
    const limit = Number(p.get('MaxResults') ?? 1000);
    if (limit < 5 || limit > 1000) throw new Refusal(this.codes.parameter, 'MaxResults');
    return {
      region: rq.region, ids: f['instance-id'] ?? (ids.length ? ids : null), ips: f['private-ip-address'] ?? null, name: f['tag:Name']?.[0],
      states: f['instance-state-name'], vpc: f['vpc-id']?.[0], tag: tag ? [tag[0].slice(4), tag[1][0]] : f['tag-key'] && [f['tag-key'][0], null],
      limit, most: 1000, offset: p.get('NextToken') ? Number(Buffer.from(p.get('NextToken'), 'base64').toString().slice(2)) : 0,
    };
  },
  error: (e, id) => ['text/xml;charset=UTF-8', `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${e.code}</Code><Message>${escapeXml(e.message)}</Message></Error></Errors><RequestID>${id}</RequestID></Response>`],
  regions: (all, id) => ['text/xml;charset=UTF-8', `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${id}</requestId><regionInfo>${
    all.map((r) => `<item><regionName>${r}</regionName><regionEndpoint>ec2.${r}.amazonaws.com</regionEndpoint><optInStatus>opt-in-not-required</optInStatus></item>`).join('')}</regionInfo></DescribeRegionsResponse>`],
  page: (ask, rows, total, next, id) => ['text/xml;charset=UTF-8', `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${id}</requestId><reservationSet>${
    rows.map((i) => `<item><reservationId>r-${i.id.slice(2)}</reservationId><ownerId>123456789012</ownerId><groupSet/><instancesSet><item>
      <instanceId>${escapeXml(i.id)}</instanceId><imageId>ami-1</imageId><instanceState><code>16</code><name>${{ starting: 'pending' }[i.status] ?? i.status}</name></instanceState>
      <instanceType>${i.type}</instanceType><placement><availabilityZone>${i.zone}</availabilityZone><tenancy>default</tenancy></placement>
      <vpcId>${i.vpc}</vpcId>${i.ip ? `<privateIpAddress>${escapeXml(i.ip)}</privateIpAddress>` : ''}${i.public ? `<ipAddress>${escapeXml(i.public)}</ipAddress>` : ''}
      <tagSet>${Object.entries({ Name: i.name, ...i.tags }).map(([k, v]) => `<item><key>${escapeXml(k)}</key><value>${escapeXml(v)}</value></item>`).join('')}</tagSet>
      <cpuOptions><coreCount>${Math.max(1, i.cpu / 2)}</coreCount><threadsPerCore>${i.cpu > 1 ? 2 : 1}</threadsPerCore></cpuOptions><platformDetails>${escapeXml(i.os)}</platformDetails>
    </item></instancesSet></item>`).join('')}</reservationSet>${next === null ? '' : `<nextToken>${Buffer.from(`o:${next}`).toString('base64')}</nextToken>`}</DescribeInstancesResponse>`],
};

const services = { alicloud, tencent, aws };
export const providers = Object.keys(services);

// --- the cloud ------------------------------------------------------------------------

/** One instance, with everything that is not said filled in. */
export function instance(n, over = {}) {
  return {
    id: `i-${n.toString(16).padStart(17, '0')}`, name: `web-${n}`, status: 'running', os: 'Debian GNU/Linux 12', cpu: 2, memory_mb: 4096, disk_gb: 40,
    ip: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`, public: '', zone: 'zone-a', type: 'm.large', vpc: 'vpc-1', tags: { env: 'test' }, ...over,
  };
}

/** certs: folder with ca.pem, cert.pem, key.pem. Resolves to the running cloud. */
export async function startCloud(certs) {
  const cloud = {
    accounts: new Map(),
    nonces: new Set(),
    requests: [],
    regions: { alicloud: ['cn-hangzhou', 'cn-beijing'], tencent: ['ap-guangzhou', 'ap-shanghai'], aws: ['us-east-1', 'eu-west-1'] },
    instances: {},
    skew: 0,
    faults: [],
    now: () => Date.now() + cloud.skew,
    /** The next ${times} requests meet ${kind}. */
    fault(kind, times = 1, more = {}) { for (let i = 0; i < times; i++) cloud.faults.push({ kind, ...more }); },
    set(provider, region, list) { cloud.instances[`${provider}/${region}`] = list; },
    of: (provider, region) => (cloud.instances[`${provider}/${region}`] ??= []),
    account(id, service) {
      const a = cloud.accounts.get(id);
      if (!a || a.off) throw new Refusal(service.codes.key, 'The Access Key ID does not exist.', service === alicloud ? 404 : 401);
      return a;
    },
  };

  function find(ask, list) {
    if (ask.limit > ask.most) throw new Refusal('InvalidParameterValue', 'too many at once');
    const name = ask.name && globOf(ask.name);
    const states = ask.states ?? (ask.status && [ask.status.toLowerCase()]);
    return list.filter((i) => (!ask.ids || ask.ids.includes(i.id)) && (!ask.ips || ask.ips.includes(i.ip)) && (!name || name.test(i.name))
      && (!states || states.includes({ starting: 'pending' }[i.status] ?? i.status) || states.includes(i.status)) && (!ask.vpc || i.vpc === ask.vpc)
      && (!ask.tag || (ask.tag[0] in i.tags && (ask.tag[1] === null || i.tags[ask.tag[0]] === ask.tag[1]))));
  }

  function serve(rq, service, provider) {
    const account = service.check(rq, cloud);
    const action = service.action(rq);
    const id = sha(String(Math.random())).slice(0, 32);
    if (action === 'DescribeRegions') return service.regions(cloud.regions[provider], id);
    if (action !== 'DescribeInstances') throw new Refusal('InvalidAction', `no action ${action}`);
    if (account.mayNot) throw new Refusal(service.codes.permission, 'You are not authorized to do this action.', 403);
    const ask = service.ask(rq);
    if (!cloud.regions[provider].includes(ask.region)) throw new Refusal(service.codes.region, 'The specified region does not exist.', 404);
    const all = find(ask, cloud.of(provider, ask.region));
    const rows = all.slice(ask.offset, ask.offset + ask.limit);
    const next = ask.offset + rows.length < all.length ? ask.offset + rows.length : null;
    return service.page(ask, rows, all.length, next, id);
  }

  async function answer(rq, res) {
    const provider = providers.find((p) => services[p].is(rq));
    const service = services[provider];
    const fault = cloud.faults.shift();
    let status = 200, body = ['text/plain', 'no such service'], headers = {};
    if (!service) status = 404;
    else {
      try { body = serve(rq, service, provider); } catch (e) {
        if (!(e instanceof Refusal)) throw e;
        status = service.always200 ? 200 : e.status;
        body = service.error(e, 'req-1');
      }
    }
    if (fault?.kind === 'slow') await sleep(fault.ms);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'drop') { res.socket.destroy(); return; }
    if (fault?.kind === 'cut') {
      res.writeHead(200, { 'content-type': body[0], 'content-length': Buffer.byteLength(body[1]) });
      res.write(Buffer.from(body[1]).subarray(0, Buffer.byteLength(body[1]) >> 1), () => res.socket?.destroy());
      return;
    }
    if (fault?.kind === 'garbage') { status = 200; body = [body[0], '\u0000\u00ff<<{{[[ not a reply']; }
    if (fault?.kind === 'empty') { status = 200; body = [body[0], '']; }
    if (fault?.kind === 'huge') { status = 200; body = [body[0], ' '.repeat(9 << 20)]; }
    if (fault?.kind === 'text') { status = fault.status ?? 200; body = [body[0], fault.text]; }
    if (fault?.kind === 'redirect') { status = 302; headers.location = fault.to; body = ['text/plain', '']; }
    if (fault?.kind === 'throttle') {
      status = service.always200 ? 200 : 503;
      body = service.error(new Refusal(service.codes.throttle, 'Request was denied due to user flow control.'), 'req-2');
      if (fault.after) headers['retry-after'] = String(fault.after);
    }
    if (fault?.kind === 'status') { status = fault.status; body = ['text/html', '<html><h1>bad gateway</h1></html>']; if (fault.after) headers['retry-after'] = String(fault.after); }
    res.writeHead(status, { 'content-type': body[0], ...headers });
    res.end(body[1]);
  }

  const server = createServer({ cert: readFileSync(join(certs, 'cert.pem')), key: readFileSync(join(certs, 'key.pem')) }, (req, res) => {
    const chunks = [];
    req.on('data', (d) => chunks.push(d));
    req.on('error', () => {});
    req.on('end', () => {
      const rq = { method: req.method, url: new URL(req.url, 'https://x'), headers: req.headers, body: Buffer.concat(chunks) };
      cloud.requests.push(rq);
      if (cloud.requests.length > 5000) cloud.requests.shift();
      answer(rq, res).catch((e) => { console.error(e); res.destroy(); });
    });
  });
  await new Promise((r) => server.listen(0, '127.0.0.1', r));
  cloud.port = server.address().port;
  cloud.endpoint = `127.0.0.1:${cloud.port}`;
  cloud.stop = () => new Promise((r) => { server.closeAllConnections(); server.close(r); });
  return cloud;
}
