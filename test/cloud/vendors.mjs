// The vendors' libraries, installed by setup.sh into build/cloud.
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const need = createRequire(join(top, 'build', 'cloud', 'package.json'));

function alicloud({ cloud, id, secret, region }) {
  const Ecs = need('@alicloud/ecs20140526');
  const { Config } = need('@alicloud/openapi-client');
  const client = new Ecs.default(new Config({ accessKeyId: id, accessKeySecret: secret, endpoint: cloud.endpoint, protocol: 'https', regionId: region }));
  return {
    async list() {
      const all = [];
      let nextToken;
      do {
        const r = await client.describeInstances(new Ecs.DescribeInstancesRequest({ regionId: region, maxResults: 100, nextToken }));
        all.push(...r.body.instances.instance.map((i) => ({ id: i.instanceId, name: i.instanceName, ip: i.vpcAttributes.privateIpAddress.ipAddress[0], status: i.status })));
        nextToken = r.body.nextToken || undefined;
      } while (nextToken);
      return all;
    },
    async regions() {
      const r = await client.describeRegions(new Ecs.DescribeRegionsRequest({}));
      return r.body.regions.region.map((x) => x.regionId);
    },
  };
}

function tencent({ cloud, id, secret, region }) {
  const { cvm } = need('tencentcloud-sdk-nodejs-cvm');
  const client = new cvm.v20170312.Client({ credential: { secretId: id, secretKey: secret }, region,
    profile: { signMethod: 'TC3-HMAC-SHA256', httpProfile: { endpoint: cloud.endpoint, reqMethod: 'POST' } } });
  return {
    async list() {
      const all = [];
      for (;;) {
        const r = await client.DescribeInstances({ Offset: all.length, Limit: 100 });
        all.push(...r.InstanceSet.map((i) => ({ id: i.InstanceId, name: i.InstanceName, ip: i.PrivateIpAddresses[0], status: i.InstanceState })));
        if (all.length >= r.TotalCount || !r.InstanceSet.length) return all;
      }
    },
    async regions() {
      return (await client.DescribeRegions({})).RegionSet.map((r) => r.Region);
    },
  };
}

function aws({ cloud, id, secret, region }) {
  const { EC2Client, DescribeInstancesCommand, DescribeRegionsCommand } = need('@aws-sdk/client-ec2');
  const client = new EC2Client({ region, endpoint: `https://${cloud.endpoint}`, credentials: { accessKeyId: id, secretAccessKey: secret }, maxAttempts: 1 });
  return {
    async list() {
      const all = [];
      let NextToken;
      do {
        const r = await client.send(new DescribeInstancesCommand({ MaxResults: 100, NextToken }));
        for (const s of r.Reservations) all.push(...s.Instances.map((i) => ({ id: i.InstanceId, name: i.Tags.find((t) => t.Key === 'Name').Value, ip: i.PrivateIpAddress, status: i.State.Name })));
        NextToken = r.NextToken;
      } while (NextToken);
      return all;
    },
    async regions() {
      return (await client.send(new DescribeRegionsCommand({}))).Regions.map((r) => r.RegionName);
    },
  };
}

export const clients = { alicloud, tencent, aws };

/** The vendor's signature of a request that was captured, with the clock that it shows. */
export const signers = {
  async alicloud(rq, id, secret) {
    const util = need('@alicloud/openapi-util').default;
    const { Request } = need('@alicloud/tea-typescript');
    const r = new Request();
    r.method = rq.method;
    r.pathname = rq.url.pathname;
    r.query = Object.fromEntries(rq.url.searchParams);
    r.headers = Object.fromEntries(Object.entries(rq.headers).filter(([k]) => k === 'host' || k.startsWith('x-acs-')));
    return util.getAuthorization(r, 'ACS3-HMAC-SHA256', rq.headers['x-acs-content-sha256'], id, secret);
  },
  async tencent(rq, id, secret) {
    const Sign = need('tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js').default;
    return Sign.sign3({ method: rq.method, url: `https://${rq.headers.host}${rq.url.pathname}`, payload: rq.body, timestamp: Number(rq.headers['x-tc-timestamp']),
      service: 'cvm', secretId: id, secretKey: secret, headers: { 'Content-Type': rq.headers['content-type'] } });
  },
  async aws(rq, id, secret, region) {
    const { SignatureV4 } = need('@smithy/signature-v4');
    const { Sha256 } = need('@aws-crypto/sha256-js');
    const s = new SignatureV4({ credentials: { accessKeyId: id, secretAccessKey: secret }, region, service: 'ec2', sha256: Sha256, applyChecksum: false });
    const at = rq.headers['x-amz-date'].replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
    const signed = await s.sign({ method: rq.method, protocol: 'https:', hostname: rq.headers.host, path: rq.url.pathname, query: {},
      headers: { host: rq.headers.host, 'content-type': rq.headers['content-type'] }, body: rq.body.toString() }, { signingDate: new Date(at) });
    return signed.headers.authorization;
  },
};
