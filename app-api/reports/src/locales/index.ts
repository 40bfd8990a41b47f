import type { TextLoaders } from '@shared/i18n';

export const texts: TextLoaders = {
	en: () => import('./en'),
	'zh-CN': () => import('./zh-CN'),
};
