/* npm run types -- openapi.json: writes src/api/schema.d.ts from what `k8sm openapi` prints. */
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const [file] = process.argv.slice(2);
if (!file) {
	console.error('usage: npm run types -- FILE   (k8sm openapi > FILE)');
	process.exit(2);
}
const ast = await openapiTS(JSON.parse(readFileSync(file, 'utf8')));
writeFileSync(
	new URL('../src/api/schema.d.ts', import.meta.url),
	`/* Made by "npm run types" from the server's OpenAPI document; not edited by hand. */\n${astToString(ast)}`,
);
