import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	plugins: [vue()],
	resolve: {
		alias: {
			'@shared': fileURLToPath(new URL('shared/src', import.meta.url)),
			/* With the compiler, for the templates that tests write. */
			vue: 'vue/dist/vue.esm-bundler.js',
		},
	},
	test: {
		environment: 'happy-dom',
		environmentOptions: { happyDOM: { url: 'http://gemba.test/portal/' } },
		include: ['*/test/**/*.test.ts'],
		restoreMocks: true,
		/* A machine that tests is often busy. */
		testTimeout: 120_000,
		hookTimeout: 120_000,
	},
});
