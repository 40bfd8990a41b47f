/*
 * mail_server: a real mail server (Debian's Exim, unpacked by scripts/setup test) on this machine,
 * for one test file, and the letters that it has delivered, read strictly.
 *
 * Addresses that begin with "nobody" are unknown to it (550), and with "busy" it is busy (450) until
 * calm(). With tls it takes letters only over STARTTLS and from whoever signs in.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './harness.js';
import { until } from './postgres_session.js';

const binary = new URL('../../var/exim4/usr/sbin/exim4', import.meta.url).pathname;
const user = 'Debian-exim';
export const credentials = { user: 'gemba', password: 'a secret word' };

const configuration = (folder, port, tls) => `
daemon_smtp_ports = ${port}
local_interfaces = 127.0.0.1
primary_hostname = mail.example.org
qualify_domain = example.org
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%s
pid_file_path = ${folder}/pid
keep_environment =
deliver_drop_privilege = true
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = rcpt
${tls ? `tls_certificate = ${folder}/certificate
tls_privatekey = ${folder}/key
tls_advertise_hosts = *
auth_advertise_hosts = \${if eq{$tls_in_cipher}{}{}{*}}` : 'tls_advertise_hosts ='}

begin acl
rcpt:
  deny    local_parts = ^nobody
          message = 5.1.1 There is nobody of that name.
  deny    local_parts = ^foreign
          message = 5.7.1 You may not send there.
  defer   local_parts = ^busy
          condition = \${if exists{${folder}/busy}}
          message = 4.2.0 Come back later.
${tls ? '  deny    ! authenticated = *' : ''}
  accept

begin routers
all:
  driver = accept
  transport = file

begin transports
file:
  driver = appendfile
  directory = ${folder}/mail
  maildir_format
  envelope_to_add

begin authenticators
${tls ? `plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${credentials.user}}}{eq{$auth3}{${credentials.password}}}}}` : ''}
`;

/* Below the ports that the system gives to clients. */
async function freePort() {
	for (let port = 12000 + process.pid % 7000; ; port++) {
		const isFree = await new Promise((resolve) => {
			const probe = net.createServer().once('error', () => resolve(false));
			probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
		});
		if (isFree)
			return port;
	}
}

const isUp = (port) => new Promise((resolve) => {
	const socket = net.connect(port, '127.0.0.1');
	socket.once('data', () => { socket.end('QUIT\r\n'); resolve(true); });
	socket.once('error', () => resolve(false));
});

class MailServer {
	#child;
	#said = '';

	constructor(folder, port) {
		Object.assign(this, { folder, port, ca: path.join(folder, 'certificate'), url: `smtp://127.0.0.1:${port}` });
	}

	async launch() {
		/* Whoever may be anybody lets it be somebody else; else it is who runs the tests. */
		const as = process.getuid() === 0 ? ['--reuid', user, '--regid', user, '--clear-groups'] : [];
		this.#child = spawn('setpriv', ['--pdeathsig', 'KILL', ...as, binary, '-C', path.join(this.folder, 'conf'), '-bdf'],
			{ stdio: ['ignore', 'pipe', 'pipe'] });
		for (const stream of [this.#child.stdout, this.#child.stderr])
			stream.on('data', (text) => { this.#said += text; });
		this.exit = new Promise((resolve) => this.#child.once('close', resolve));
		/* A file that fails before it stops this one ends all the same. */
		this.#hold('unref');
		await until(async () => {
			assert.equal(this.#child.exitCode, null, `the mail server does not start: ${this.#said}`);
			return isUp(this.port);
		}, 'the mail server');
	}

	calm() { return rm(path.join(this.folder, 'busy')); }

	/* Every letter that was delivered, to this address where one is given. */
	async letters(to) {
		const folder = path.join(this.folder, 'mail/new');
		const letters = [];
		for (const name of existsSync(folder) ? await readdir(folder) : [])
			letters.push(read(await readFile(path.join(folder, name), 'latin1')));
		return to ? letters.filter((letter) => letter.to === to) : letters;
	}

	/* So many letters to the address, and no more. */
	async got(to, nr = 1) {
		const letters = await until(async () => {
			const all = await this.letters(to);
			return all.length >= nr && all;
		}, `${nr} letters to ${to}`);
		assert.equal(letters.length, nr);
		return letters.sort((a, b) => a.headers.date.localeCompare(b.headers.date));
	}

	#hold(how) {
		for (const handle of [this.#child, this.#child.stdout, this.#child.stderr])
			handle[how]();
	}

	async stop() {
		this.#hold('ref');
		this.#child.kill('SIGTERM');
		await this.exit;
		await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

export async function mailServer({ tls = false } = {}) {
	assert.ok(existsSync(binary), 'there is no mail server; scripts/setup test');
	const folder = await mkdtemp(path.join(tmpdir(), 'gemba-mail-'));
	const server = new MailServer(folder, await freePort());
	for (const name of ['spool', 'log', 'mail'])
		await mkdir(path.join(folder, name));
	await writeFile(path.join(folder, 'conf'), configuration(folder, server.port, tls));
	await writeFile(path.join(folder, 'busy'), '');
	for (const name of tls ? ['certificate', 'other'] : []) {
		const { code, stderr } = await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
			'-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1',
			'-keyout', path.join(folder, name === 'other' ? 'other-key' : 'key'), '-out', path.join(folder, name)]);
		assert.equal(code, 0, stderr);
	}
	if (process.getuid() === 0)
		assert.equal((await run('chown', ['-R', `${user}:${user}`, folder])).code, 0);
	await chmod(folder, 0o755);
	await server.launch();
	return server;
}

/* ---- a letter, as a strict reader takes it */

function readHeaders(text) {
	const headers = {};
	for (const line of text.split('\n')) {
		assert.match(line, /^[ -~\t]*$/, 'a header is printable ASCII');
		/* What begins with a tab is the mail server's own. */
		assert.ok(line.length <= 78 || line.startsWith('\t') || !line.includes(' '), `a header line of ${line.length}: ${line}`);
	}
	for (const line of text.replace(/\n[ \t]+/g, ' ').split('\n')) {
		const [, name, value] = /^([A-Za-z-]+): (.*)$/.exec(line) ?? assert.fail(`no header: ${line}`);
		const key = name.toLowerCase();
		assert.ok(key === 'received' || !(key in headers), `${name} is there twice`);
		headers[key] = value;
	}
	return headers;
}

/* RFC 2047; what separates two encoded words is no part of the text. */
function decodeWords(text) {
	return text.replace(/(=\?[^?]+\?B\?[^?]*\?=) (?==\?)/g, '$1')
		.replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (whole, data) => {
			assert.ok(whole.length <= 75);
			return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(data, 'base64'));
		});
}

function readPart(text) {
	const [, head, body] = /^([\s\S]*?)\n\n([\s\S]*)$/.exec(text);
	const headers = readHeaders(head.trim());
	assert.equal(headers['content-transfer-encoding'], 'base64');
	const [, type] = /^(text\/(?:plain|html)); charset=utf-8$/.exec(headers['content-type']);
	assert.match(body.trim(), /^([A-Za-z0-9+/=]{1,76}\n?)*$/);
	return [type, new TextDecoder('utf-8', { fatal: true }).decode(
		Buffer.concat(body.trim().split('\n').map((line) => Buffer.from(line, 'base64'))))];
}

function read(text) {
	const [, head, body] = /^([\s\S]*?)\n\n([\s\S]*)$/.exec(text);
	const headers = readHeaders(head);
	const boundary = /^multipart\/alternative; boundary="([^"]+)"$/.exec(headers['content-type'])[1];
	const [before, ...rest] = body.split(`--${boundary}`);
	assert.equal(before.trim(), '');
	assert.equal(rest.pop().trim(), '--');
	const parts = rest.map(readPart);
	assert.deepEqual(parts.map(([type]) => type), ['text/plain', 'text/html'], 'the best comes last');
	for (const name of ['date', 'from', 'to', 'message-id', 'mime-version', 'auto-submitted'])
		assert.ok(headers[name], `no ${name}`);
	return { headers, to: headers.to, envelope: headers['envelope-to'], subject: decodeWords(headers.subject),
		from: decodeWords(headers.from), plain: parts[0][1], html: parts[1][1] };
}
