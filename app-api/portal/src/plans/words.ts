/* A plan in words. */
import { useI18n } from 'vue-i18n';
import { format_day } from '@shared/format';
import { weekday_name } from '../calendars/calendar';
import type { Plan } from './plan';
import { rule_of, weekday_codes, type Rule } from './rule';

export function useWords() {
	const { t } = useI18n();
	const day_name = (code: string) => weekday_name(weekday_codes.indexOf(code as never) + 1);

	function rule_text(rule: Rule, starts_on: string): string {
		const n = rule.interval;
		switch (rule.frequency) {
			case 'once':
				return starts_on ? t('plans.says.once', { day: format_day(starts_on) }) : t('plans.frequencies.once');
			case 'daily':
				return n > 1 ? t('plans.says.days', { n }) : t('plans.says.day');
			case 'weekly': {
				const days = rule.days.map(day_name).join(', ') || t('plans.says.same_day');
				return n > 1 ? t('plans.says.weeks', { n, days }) : t('plans.says.week', { days });
			}
			case 'monthly': {
				const day = rule.month_day < 0 ? t('plans.says.last_day') : t('plans.says.day_nr', { n: rule.month_day });
				return n > 1 ? t('plans.says.months', { n, day }) : t('plans.says.month', { day });
			}
			case 'weekday': {
				const day = t('plans.says.nth_day', { nth: t(`plans.nths.${rule.nth < 0 ? 'last' : rule.nth}`), day: day_name(rule.weekday) });
				return n > 1 ? t('plans.says.months', { n, day }) : t('plans.says.month', { day });
			}
			case 'own':
				return rule.text;
		}
	}

	function how_often(plan: Pick<Plan, 'risk' | 'rrule' | 'starts_on' | 'times'>): string {
		const what = plan.risk ? t('plans.says.risk') : rule_text(rule_of(plan.rrule), plan.starts_on);
		return t('plans.says.at', { what, times: plan.times.join(', ') });
	}

	return { how_often, rule_text, day_name };
}
