/*
 * What a browser has to load, gzipped, against the budgets.  A page costs its
 * own parts and everything that they import without being asked; the login is
 * counted with the frame of the document and its styles, the hosts list on top.
 */
import { readFileSync, statSync } from 'node:fs';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('manifest.json', dist), 'utf8'));

function size(file) {
	return statSync(new URL(`${file}.gz`, dist)).size;
}

/** Files of the entry and of all that it imports statically. */
function closure(key, files = new Set(), seen = new Set()) {
	const part = manifest[key];
	if (!part) throw new Error(`no ${key} in the manifest`);
	if (seen.has(key)) return files;
	seen.add(key);
	files.add(part.file);
	for (const css of part.css ?? []) files.add(css);
	for (const next of part.imports ?? []) closure(next, files, seen);
	return files;
}

function sum(files) {
	return [...files].reduce((n, file) => n + size(file), 0);
}

const entry = 'index.html';
const login = new Set(['index.html', ...closure(entry), ...closure('src/features/auth/pages/login.tsx')]);
const shell = closure('src/app/shell/shell.tsx');
const hosts = new Set([...login, ...shell, ...closure('src/features/hosts/pages/host-list.tsx')]);

const figures = [
	['login', sum(login), 260],
	['hosts list', sum(hosts), 450],
];
for (const [key, part] of Object.entries(manifest)) {
	if (!part.isDynamicEntry || key.startsWith('_') || key === 'src/features/auth/pages/login.tsx') continue;
	/* what it adds to a console that is already running */
	const base = new Set([...login, ...shell]);
	if (key === 'src/app/shell/shell.tsx') continue;
	const own = [...closure(key)].filter((file) => !base.has(file));
	figures.push([key.replace(/^src\//, ''), sum(own), 180]);
}

let over = 0;
for (const [name, bytes, limit] of figures) {
	const kb = bytes / 1000;
	const bad = kb > limit;
	if (bad) over++;
	console.log(`${bad ? 'OVER' : 'ok  '} ${kb.toFixed(1).padStart(7)} kB of ${limit} kB  ${name}`);
}
if (over) {
	console.error(`budget: ${over} over`);
	process.exit(1);
}
