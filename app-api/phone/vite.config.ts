import { VitePWA } from 'vite-plugin-pwa';
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { client } from '../vite.shared.ts';

/*
 * The whole client is kept by its service worker, so that it opens without a network. A new version
 * waits until the person takes it: nobody's page changes in the middle of a visit.
 */
const pwa = VitePWA({
	registerType: 'prompt',
	injectRegister: false,
	filename: 'sw.js',
	manifestFilename: 'manifest.webmanifest',
	includeAssets: ['icon.svg', 'icon-180.png'],
	manifest: {
		id: '/phone/',
		name: 'Gemba',
		short_name: 'Gemba',
		description: 'Quality visits, with and without a network',
		start_url: '/phone/',
		scope: '/phone/',
		display: 'standalone',
		orientation: 'portrait',
		background_color: '#f5f6f7',
		theme_color: '#0e5a66',
		icons: [
			{ src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
			{ src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
			{ src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
			{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
		],
	},
	workbox: {
		globPatterns: ['**/*.{js,css,html,svg,png,woff2,wasm}'],
		navigateFallback: '/phone/index.html',
		cleanupOutdatedCaches: true,
		inlineWorkboxRuntime: true,
	},
});

/* The page names what main.ts imports when it runs, so that it comes at the same time. */
function named_ahead(): Plugin {
	return {
		name: 'gemba-named-ahead',
		apply: 'build',
		transformIndexHtml: {
			order: 'post',
			handler(page, { bundle = {} }) {
				const files = new Set<string>();
				const add = (file: string): void => {
					const chunk = bundle[file];
					if (files.has(file) || chunk?.type !== 'chunk') return;
					files.add(file);
					chunk.imports.forEach(add);
					chunk.viteMetadata?.importedCss.forEach((css) => files.add(css));
				};
				for (const [file, one] of Object.entries(bundle)) {
					if (one.type === 'chunk' && one.facadeModuleId?.endsWith('/phone/src/app.ts')) add(file);
				}
				const tag = (file: string): HtmlTagDescriptor => ({
					tag: 'link',
					attrs: { rel: file.endsWith('.css') ? 'stylesheet' : 'modulepreload', crossorigin: true, href: `/phone/${file}` },
					injectTo: 'head',
				});
				return [...files].filter((file) => !page.includes(file)).map(tag);
			},
		},
	};
}

export default client('phone', { plugins: [pwa, named_ahead()] });
