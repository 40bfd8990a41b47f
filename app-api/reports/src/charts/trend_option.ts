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

/* How far down the percents go, and in which steps: near enough that what moves is seen to move. */
const reaches = [
	{ min: 90, interval: 5 },
	{ min: 80, interval: 5 },
	{ min: 70, interval: 10 },
	{ min: 60, interval: 10 },
	{ min: 40, interval: 20 },
	{ min: 20, interval: 20 },
];

/* A bonus can lead above 100. */
export function axis_of(points: TrendPoint[]): { min: number; max: number; interval: number } {
	const values = points.flatMap(({ score, pass_rate }) => [score, pass_rate]).filter((value) => value !== null);
	const lowest = values.length ? Math.min(...values) : 0;
	const { min, interval } = reaches.find((reach) => lowest > reach.min) ?? { min: 0, interval: 25 };
	return { min, interval, max: Math.ceil(Math.max(100, ...values) / interval) * interval };
}

/* The next round number above, for an axis of which only the ends are told. */
export function axis_end(most: number): number {
	const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
	return [1, 2, 5, 10].map((step) => step * power).find((end) => end >= most) ?? most;
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
	const most = axis_end(Math.max(1, ...points.map((point) => point.visits)));
	return {
		animation: false,
		textStyle: { fontFamily: look.font },
		legend: {
			top: 0,
			left: 0,
			itemGap: size * 0.8,
			itemWidth: size * 1.2,
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
			{ left: size * 3.6, right: size, top: size * 2.6, bottom: bars_height + foot + size * 1.8 },
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
				...axis_of(points),
				axisLabel: { ...label, formatter: '{value}%' },
				splitLine: { lineStyle: { color: look.line } },
			},
			{ type: 'value', gridIndex: 1, max: most, interval: most, axisLabel: label, splitLine: { show: false } },
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
