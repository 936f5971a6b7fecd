// A WebSocket client of a page: RFC 6455 by hand, so that the test decides about
// Origin and sees close codes and frames as they come.
import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';

export class Socket {
  constructor(url, path, { origin } = {}) {
    const u = new URL(url);
    this.messages = [];
    this.closed = null;
    this.status = 0;
    this.buf = Buffer.alloc(0);
    this.socket = connect(Number(u.port), u.hostname);
    this.ready = new Promise((done) => { this.onready = done; });
    this.over = new Promise((done) => { this.onover = done; });
    const from = origin === undefined ? `http://${u.host}` : origin;
    this.socket.on('connect', () => this.socket.write(`GET ${path} HTTP/1.1\r\nHost: ${u.host}\r\nConnection: Upgrade\r\n` +
      `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
      `${from ? `Origin: ${from}\r\n` : ''}\r\n`));
    this.socket.on('data', (d) => { this.buf = Buffer.concat([this.buf, d]); this.take(); });
    const end = () => { this.closed ??= 1006; this.onready(this.status); this.onover(this.closed); };
    this.socket.on('close', end);
    this.socket.on('error', end);
  }
  take() {
    if (!this.status) {
      const at = this.buf.indexOf('\r\n\r\n');
      if (at < 0) return;
      this.status = Number(this.buf.toString('latin1', 9, 12));
      this.buf = this.buf.subarray(at + 4);
      this.onready(this.status);
    }
    if (this.status !== 101) return;
    while (this.buf.length >= 2) {
      const op = this.buf[0] & 15;
      let n = this.buf[1] & 127, at = 2;
      if (n === 126) { if (this.buf.length < 4) return; n = this.buf.readUInt16BE(2); at = 4; }
      else if (n === 127) { if (this.buf.length < 10) return; n = Number(this.buf.readBigUInt64BE(2)); at = 10; }
      if (this.buf.length < at + n) return;
      const body = this.buf.subarray(at, at + n);
      this.buf = this.buf.subarray(at + n);
      if (op === 1) this.messages.push(JSON.parse(body.toString()));
      else if (op === 8) { this.closed = n >= 2 ? body.readUInt16BE(0) : 1005; this.reason = body.subarray(2).toString(); this.socket.end(); }
      else if (op === 9) this.frame(10, body);
    }
  }
  frame(op, body) {
    const mask = randomBytes(4), b = Buffer.from(body);
    for (let i = 0; i < b.length; i++) b[i] ^= mask[i & 3];
    const head = b.length < 126 ? Buffer.from([128 | op, 128 | b.length]) : Buffer.from([128 | op, 254, b.length >> 8, b.length & 255]);
    this.socket.write(Buffer.concat([head, mask, b]));
  }
  send(value) { this.frame(1, typeof value === 'string' ? value : JSON.stringify(value)); }
  async next(ms = 3000) {
    for (let i = 0; i < ms / 10; i++) {
      if (this.messages.length) return this.messages.shift();
      if (this.closed) return null;
      await new Promise((r) => setTimeout(r, 10));
    }
    return undefined;
  }
  end() { this.socket.destroy(); }
}
