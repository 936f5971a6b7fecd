import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/* nginx serves FILE.gz beside FILE (gzip_static), so compress once, hard. */
function precompress(): Plugin {
	let out = 'dist';
	return {
		name: 'precompress',
		apply: 'build',
		configResolved(config) {
			out = config.build.outDir;
		},
		closeBundle() {
			for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
				if (!/\.(js|css|html|svg|json|map)$/.test(file)) continue;
				const path = join(out, file);
				const zipped = gzipSync(readFileSync(path), {
					level: constants.Z_BEST_COMPRESSION,
				});
				writeFileSync(`${path}.gz`, zipped);
			}
		},
	};
}

export default defineConfig({
	plugins: [react(), precompress()],
	build: {
		target: 'es2022',
		manifest: 'manifest.json',
		modulePreload: { polyfill: false },
		chunkSizeWarningLimit: 700,
		rollupOptions: {
			output: {
				manualChunks(id) {
					if (/node_modules\/(react|react-dom|scheduler|react-router|@tanstack)\//.test(id))
						return 'base';
					return undefined;
				},
			},
		},
	},
	server: {
		proxy: {
			'/api': { target: process.env.K8SM_URL ?? 'http://127.0.0.1:8080' },
			'/ws': { target: process.env.K8SM_URL ?? 'http://127.0.0.1:8080', ws: true },
		},
	},
});
