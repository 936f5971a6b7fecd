/*
 * Both dictionaries of a feature have the same keys and placeholders, and no
 * text for people stands in JSX: it belongs into a dictionary.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' });
const faults = [];

function holes(text) {
	return [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1]))].sort().join();
}

for (const file of files) {
	if (!/(^|[/.])zh\.json$/.test(file)) continue;
	const other = file.replace(/zh\.json$/, 'en.json');
	const zh = JSON.parse(readFileSync(join(src, file), 'utf8'));
	const en = JSON.parse(readFileSync(join(src, other), 'utf8'));
	for (const key of Object.keys(zh)) {
		if (!(key in en)) faults.push(`${other}: lacks ${key}`);
		else if (holes(zh[key]) !== holes(en[key]))
			faults.push(`${other}: ${key} has other placeholders than ${file}`);
		if (!zh[key].trim()) faults.push(`${file}: ${key} is empty`);
	}
	for (const key of Object.keys(en)) {
		if (!(key in zh)) faults.push(`${file}: lacks ${key}`);
		if (/[\u3400-\u9fff]/.test(en[key]) && !/language|locale/.test(key))
			faults.push(`${other}: ${key} is not English`);
	}
}

const spoken = /\b(?:title|label|placeholder|aria-label|alt|text|okText|cancelText)="([^"]*[A-Za-z\u3400-\u9fff]{2}[^"]*)"/g;

for (const file of files) {
	if (!file.endsWith('.tsx') || file.endsWith('.test.tsx')) continue;
	const text = readFileSync(join(src, file), 'utf8')
		.replace(/\/\*[\s\S]*?\*\//g, (all) => all.replace(/[^\n]/g, ' '))
		.replace(/(^|\s)\/\/.*$/gm, '');
	const line = (at) => text.slice(0, at).split('\n').length;
	for (const found of text.matchAll(/[\u3400-\u9fff]/g))
		faults.push(`${file}:${line(found.index)}: Chinese text in code`);
	for (const found of text.matchAll(/>\s*([A-Za-z][A-Za-z ,.'!?-]{2,})\s*<\//g))
		faults.push(`${file}:${line(found.index)}: text in JSX: ${found[1].trim()}`);
	for (const found of text.matchAll(spoken))
		if (!/^[A-Z]{2,5}$|Ctrl/.test(found[1]))
			faults.push(`${file}:${line(found.index)}: text in an attribute: ${found[1]}`);
}

for (const fault of faults) console.error(fault);
console.log(`i18n: ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
