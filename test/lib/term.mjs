// A terminal's WebSocket as a browser has it: RFC 6455 by hand, so that tests
// decide about Origin and acknowledgements and see frames as they come.
import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';

export class Term {
  /** options: origin, hello (first message), ack (send acknowledgements). */
  constructor(url, path, { origin, hello, ack = false } = {}) {
    const u = new URL(url);
    Object.assign(this, { text: '', bytes: 0, messages: [], closed: null, status: 0, reason: '', parts: [], have: 0, ack, acked: 0, waiters: [] });
    this.keep = true;
    this.socket = connect(Number(u.port), u.hostname);
    this.socket.setNoDelay(true);
    this.decoder = new TextDecoder();
    this.opened = new Promise((r) => { this.onopen = r; });
    this.over = new Promise((r) => { this.onover = r; });
    const from = origin === undefined ? `http://${u.host}` : origin;
    this.socket.on('connect', () => this.socket.write(`GET ${path} HTTP/1.1\r\nHost: ${u.host}\r\nConnection: Upgrade\r\n` +
      `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
      `${from ? `Origin: ${from}\r\n` : ''}\r\n`));
    this.opened.then((s) => { if (s === 101 && hello) this.send(hello); });
    this.socket.on('data', (d) => { this.parts.push(d); this.have += d.length; this.take(); });
    const end = () => { this.closed ??= 1006; this.onopen(this.status); this.onover(this.closed); this.wake(); };
    this.socket.on('close', end);
    this.socket.on('error', end);
  }
  peek(n) {
    while (this.parts.length > 1 && this.parts[0].length < n) this.parts.splice(0, 2, Buffer.concat([this.parts[0], this.parts[1]]));
    return this.parts[0];
  }
  drop(n) {
    this.have -= n;
    while (n) {
      const p = this.parts[0];
      if (p.length <= n) { n -= p.length; this.parts.shift(); } else { this.parts[0] = p.subarray(n); n = 0; }
    }
  }
  take() {
    if (!this.status) {
      const b = this.peek(this.have), at = b.indexOf('\r\n\r\n');
      if (at < 0) return;
      this.status = Number(b.toString('latin1', 9, 12));
      this.body = b.subarray(at + 4).toString();
      this.drop(at + 4);
      this.onopen(this.status);
    }
    if (this.status !== 101) return;
    while (this.have >= 2) {
      let b = this.peek(Math.min(this.have, 10));
      let n = b[1] & 127, at = 2;
      if (n === 126) { if (this.have < 4) return; n = b.readUInt16BE(2); at = 4; }
      else if (n === 127) { if (this.have < 10) return; n = Number(b.readBigUInt64BE(2)); at = 10; }
      if (this.have < at + n) return;
      b = this.peek(at + n);
      this.got(b[0] & 15, b.subarray(at, at + n), n);
      this.drop(at + n);
    }
  }
  got(op, body, n) {
    if (op === 2) this.output(this.decoder.decode(body, { stream: true }), body.length);
    else if (op === 1) {
      const m = JSON.parse(body.toString());
      if (m.type === 'output') this.output(m.payload.data, Buffer.byteLength(m.payload.data));
      else { this.messages.push(m); this.wake(); }
    } else if (op === 8) {
      this.closed = n >= 2 ? body.readUInt16BE(0) : 1005;
      this.reason = body.subarray(2).toString();
      this.socket.end();
    } else if (op === 9) this.frame(10, body);
  }
  output(text, n) {
    this.bytes += n;
    if (this.keep) this.text += text;
    else this.text = (this.text + text).slice(-4096);
    if (this.ack && this.bytes - this.acked >= 65536) { this.acked = this.bytes; this.send({ type: 'ack', bytes: this.bytes }); }
    if (this.onoutput) this.onoutput(text);
    this.wake();
  }
  wake() { const w = this.waiters; this.waiters = []; for (const f of w) f(); }
  frame(op, body) {
    const mask = randomBytes(4), b = Buffer.from(body);
    for (let i = 0; i < b.length; i++) b[i] ^= mask[i & 3];
    let head;
    if (b.length < 126) head = Buffer.from([128 | op, 128 | b.length]);
    else if (b.length < 65536) head = Buffer.from([128 | op, 254, b.length >> 8, b.length & 255]);
    else { head = Buffer.alloc(10); head[0] = 128 | op; head[1] = 255; head.writeBigUInt64BE(BigInt(b.length), 2); }
    if (!this.socket.destroyed) this.socket.write(Buffer.concat([head, mask, b]));
  }
  send(value) { this.frame(1, typeof value === 'string' ? value : JSON.stringify(value)); }
  type(text) { this.send({ type: 'input', input: text }); }
  /** Waits until test() is true; false when the time is up. */
  async until(test, ms = 5000) {
    const end = Date.now() + ms;
    while (!test()) {
      const left = end - Date.now();
      if (left <= 0) return false;
      await new Promise((r) => { this.waiters.push(r); setTimeout(r, Math.min(left, 200)); });
    }
    return true;
  }
  sees(what, ms) { return this.until(() => (what instanceof RegExp ? what.test(this.text) : this.text.includes(what)), ms); }
  message(type, ms = 5000) {
    return this.until(() => this.messages.some((m) => m.type === type), ms).then(() => this.messages.find((m) => m.type === type));
  }
  clear() { this.text = ''; this.messages = []; }
  end() { this.socket.destroy(); }
}

/** Opens a session on the host and connects as the console does. */
export async function openTerm(client, url, hostId, options = {}) {
  const made = await client.post(`/api/v1/hosts/${hostId}/terminal/sessions`, options.body ?? { cols: 100, rows: 30 });
  if (made.status !== 201) throw new Error(made.text);
  const session = made.body.data;
  const term = await joinTerm(client, url, session.session_id, 'attach', options);
  return Object.assign(term, { session });
}

export async function joinTerm(client, url, id, mode, options = {}) {
  const t = await client.post(`/api/v1/terminal/sessions/${id}/tickets`, { mode });
  if (t.status !== 201) throw new Error(t.text);
  const term = new Term(url, t.body.data.ws_path, { ack: true, ...options,
    hello: { type: 'hello', ticket: t.body.data.ticket, binary: options.binary ?? true, flow: options.ack !== false } });
  term.ticket = t.body.data.ticket;
  return term;
}
