// The stand-in cloud speaks the real wire: the vendors' own libraries list through it.
import { checker } from '../lib/stack.mjs';
import { startCloud, instance } from '../lib/cloud.mjs';
import { clients } from './vendors.mjs';

const { ok } = checker();
const cloud = await startCloud(process.env.CLOUD_CERTS);
try {
  cloud.accounts.set('AKtest', { secret: 'secret/with+signs=' });
  const regions = { alicloud: 'cn-hangzhou', tencent: 'ap-guangzhou', aws: 'us-east-1' };
  for (const [provider, region] of Object.entries(regions)) {
    cloud.set(provider, region, Array.from({ length: 250 }, (_, n) => instance(n + 1, { ...(provider === 'tencent' ? { id: `ins-${n}` } : {}), public: n % 2 ? '8.8.8.8' : '' })));
    const sdk = clients[provider]({ cloud, id: 'AKtest', secret: 'secret/with+signs=', region });
    const all = await sdk.list();
    ok(`${provider}: its own library lists all pages of the stand-in`, all.length === 250 && new Set(all.map((i) => i.id)).size === 250, JSON.stringify(all[0]));
    ok(`${provider}: names, addresses and states arrive`, all[6]?.name === 'web-7' && all[6].ip === '10.0.0.7' && /running/i.test(all[6].status), JSON.stringify(all[6]));
    const there = await sdk.regions();
    ok(`${provider}: and the regions`, there.length === 2 && there.includes(region), JSON.stringify(there));
    const wrong = clients[provider]({ cloud, id: 'AKtest', secret: 'wrong', region });
    const e = await wrong.list().then(() => null, (x) => x);
    ok(`${provider}: a wrong secret is refused, and the library reads why`, e && /Signature|credentials/i.test(`${e.code ?? e.name} ${e.message}`), e && `${e.code ?? e.name} ${e.message}`);
  }
} finally {
  await cloud.stop();
}
process.exit(0);
