/* Score and pass rate over time, and below them how many visits that was. */
import type { ChartOption } from './echarts';
import type { Palette } from './palette';

export interface TrendPoint {
	/* On the axis, short; and in full. */
	text: string;
	title: string;
	score: number | null;
	pass_rate: number | null;
	visits: number;
}

export interface TrendWords {
	score: string;
	pass_rate: string;
	visits: string;
	percent: (value: number) => string;
	count: (value: number) => string;
}

/* Where the percents begin: a step of ten below the lowest, so that what moves is seen to move. */
export function axis_begin(points: TrendPoint[]): number {
	const values = points.flatMap(({ score, pass_rate }) => [score, pass_rate]).filter((value) => value !== null);
	return values.length ? Math.max(0, Math.min(90, Math.floor((Math.min(...values) - 2) / 10) * 10)) : 0;
}

function told(point: TrendPoint | undefined, words: TrendWords): string {
	if (!point) return '';
	const lines = [
		point.score === null ? null : `${words.score}  ${words.percent(point.score)}`,
		point.pass_rate === null ? null : `${words.pass_rate}  ${words.percent(point.pass_rate)}`,
		`${words.visits}  ${words.count(point.visits)}`,
	];
	return [point.title, ...lines.filter((line) => line !== null)].join('\n');
}

export function trend_option(points: TrendPoint[], words: TrendWords, look: Palette): ChartOption {
	const { size } = look;
	const label = { color: look.soft, fontSize: size, fontFamily: look.font };
	const names = points.map((point) => point.text);
	const has_score = points.some((point) => point.score !== null);
	const line = (name: string, colour: string, data: (number | null)[], is_dashed: boolean) => ({
		type: 'line' as const,
		name,
		data,
		symbol: is_dashed ? 'diamond' : 'circle',
		symbolSize: points.length > 45 ? 3 : size * 0.5,
		showAllSymbol: true,
		lineStyle: { width: Math.max(2, size / 6), color: colour, type: is_dashed ? ('dashed' as const) : ('solid' as const) },
		itemStyle: { color: colour },
		emphasis: { disabled: true },
	});
	const bars_height = size * 3.2;
	const foot = size * 2.2;
	return {
		animation: false,
		textStyle: { fontFamily: look.font },
		legend: {
			top: 0,
			left: 0,
			itemGap: size * 1.6,
			itemWidth: size * 2,
			itemHeight: size * 0.6,
			selectedMode: false,
			textStyle: { ...label, color: look.text },
		},
		tooltip: {
			trigger: 'axis',
			renderMode: 'richText',
			confine: true,
			backgroundColor: look.ground,
			borderColor: look.line,
			textStyle: { color: look.text, fontSize: size, fontFamily: look.font },
			axisPointer: { type: 'line', lineStyle: { color: look.quiet } },
			formatter: (params) => told(points[(Array.isArray(params) ? params[0] : params)?.dataIndex ?? 0], words),
		},
		grid: [
			{ left: size * 3.6, right: size, top: size * 2.6, bottom: bars_height + foot + size },
			{ left: size * 3.6, right: size, height: bars_height, bottom: foot },
		],
		xAxis: [
			{ type: 'category', gridIndex: 0, data: names, axisLabel: { show: false }, axisTick: { show: false }, axisLine: { lineStyle: { color: look.line } } },
			{
				type: 'category',
				gridIndex: 1,
				data: names,
				axisTick: { show: false },
				axisLine: { lineStyle: { color: look.line } },
				axisLabel: { ...label, hideOverlap: true, margin: size * 0.7 },
			},
		],
		yAxis: [
			{
				type: 'value',
				gridIndex: 0,
				min: axis_begin(points),
				max: 100,
				splitNumber: 4,
				axisLabel: { ...label, formatter: '{value}%' },
				splitLine: { lineStyle: { color: look.line } },
			},
			{ type: 'value', gridIndex: 1, splitNumber: 1, minInterval: 1, axisLabel: { ...label, hideOverlap: true }, splitLine: { show: false } },
		],
		series: [
			...(has_score ? [line(words.score, look.first, points.map((point) => point.score), false)] : []),
			line(words.pass_rate, look.second, points.map((point) => point.pass_rate), true),
			{
				type: 'bar',
				name: words.visits,
				xAxisIndex: 1,
				yAxisIndex: 1,
				data: points.map((point) => point.visits),
				barMaxWidth: size * 2.4,
				itemStyle: { color: look.quiet, borderRadius: [2, 2, 0, 0] },
				emphasis: { disabled: true },
			},
		],
	};
}
