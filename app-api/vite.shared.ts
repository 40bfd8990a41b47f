/*
 * What the three clients are built with. A client's own vite.config.ts names it and adds what only
 * it needs: export default client('portal').
 */
import { VantResolver } from '@vant/auto-import-resolver';
import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import components from 'unplugin-vue-components/vite';
import { defineConfig, type Plugin, type PluginOption, type UserConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/* Vant's icon font names a second source on a foreign host; only the embedded one stays. */
function no_foreign_fonts(): Plugin {
	return {
		name: 'gemba-no-foreign-fonts',
		enforce: 'pre',
		transform(code, id) {
			if (!id.includes('vant') || !id.split('?')[0]?.endsWith('.css')) return null;
			return code.replace(/,\s*url\((['"]?)(?:https?:)?\/\/[^)]*\)(?:\s*format\([^)]*\))?/g, '');
		},
	};
}

export interface ClientOptions {
	plugins?: PluginOption[];
	config?: UserConfig;
}

/*
 * GEMBA_URL is where `npm run dev` sends requests for the API; the page comes from vite, so that one
 * edits with the server's own data.
 */
export function client(name: string, { plugins = [], config = {} }: ClientOptions = {}) {
	return defineConfig({
		...config,
		root: here(name),
		base: `/${name}/`,
		logLevel: 'warn',
		plugins: [
			vue(),
			components({
				dts: false,
				dirs: [],
				resolvers: [VantResolver()],
			}),
			no_foreign_fonts(),
			...plugins,
		],
		/* Parts of Vue and of its texts that no page here uses. */
		define: {
			__VUE_OPTIONS_API__: false,
			__VUE_PROD_DEVTOOLS__: false,
			__VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
			__VUE_I18N_FULL_INSTALL__: false,
			__VUE_I18N_LEGACY_API__: false,
			__INTLIFY_PROD_DEVTOOLS__: false,
		},
		resolve: { alias: { '@shared': here('shared/src') } },
		build: {
			outDir: here(`dist/${name}`),
			emptyOutDir: true,
			target: ['es2022', 'chrome100', 'safari15.4', 'firefox110'],
			assetsInlineLimit: 0,
			reportCompressedSize: false,
			rolldownOptions: { checks: { pluginTimings: false } },
		},
		server: {
			proxy: { '/v1': process.env['GEMBA_URL'] ?? 'http://127.0.0.1:8080' },
		},
	});
}
