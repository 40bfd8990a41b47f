import { VitePWA } from 'vite-plugin-pwa';
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

export default client('phone', { plugins: [pwa] });
