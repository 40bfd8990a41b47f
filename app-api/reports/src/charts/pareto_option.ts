/* What fails most as columns, and the line of how much of everything that is together. */
import type { ChartOption } from './echarts';
import type { Palette } from './palette';

export interface ParetoBar {
	/* The row's number in the table under the chart. */
	nr: number;
	name: string;
	count: number;
	/* Of everything, down to this one; percent. */
	together: number;
}

export interface ParetoWords {
	count: string;
	together: string;
	percent: (value: number) => string;
	number: (value: number) => string;
}

export function pareto_option(bars: ParetoBar[], words: ParetoWords, look: Palette): ChartOption {
	const { size } = look;
	const label = { color: look.soft, fontSize: size, fontFamily: look.font };
	/* A drawn tip does not break its lines by itself. */
	const told = (bar: ParetoBar | undefined) =>
		bar ? `${bar.nr}. ${bar.name.length > 48 ? `${bar.name.slice(0, 47)}…` : bar.name}\n${words.count}  ${words.number(bar.count)}\n${words.together}  ${words.percent(bar.together)}` : '';
	return {
		animation: false,
		textStyle: { fontFamily: look.font },
		legend: { top: 0, left: 0, itemGap: size * 1.6, itemWidth: size * 2, itemHeight: size * 0.6, selectedMode: false, textStyle: { ...label, color: look.text } },
		tooltip: {
			trigger: 'axis',
			renderMode: 'richText',
			confine: true,
			backgroundColor: look.ground,
			borderColor: look.line,
			textStyle: { color: look.text, fontSize: size, fontFamily: look.font },
			axisPointer: { type: 'shadow' },
			formatter: (params) => told(bars[(Array.isArray(params) ? params[0] : params)?.dataIndex ?? 0]),
		},
		grid: { left: size * 3.6, right: size * 4, top: size * 2.8, bottom: size * 2.2 },
		xAxis: { type: 'category', data: bars.map((bar) => String(bar.nr)), axisTick: { show: false }, axisLine: { lineStyle: { color: look.line } }, axisLabel: { ...label, hideOverlap: true } },
		yAxis: [
			{ type: 'value', minInterval: 1, splitNumber: 4, axisLabel: label, splitLine: { lineStyle: { color: look.line } } },
			{ type: 'value', min: 0, max: 100, interval: 25, axisLabel: { ...label, formatter: '{value}%' }, splitLine: { show: false } },
		],
		series: [
			{ type: 'bar', name: words.count, data: bars.map((bar) => bar.count), barMaxWidth: size * 4, itemStyle: { color: look.first, borderRadius: [2, 2, 0, 0] }, emphasis: { disabled: true } },
			{
				type: 'line',
				name: words.together,
				yAxisIndex: 1,
				data: bars.map((bar) => bar.together),
				symbol: 'diamond',
				symbolSize: size * 0.5,
				lineStyle: { width: Math.max(2, size / 6), color: look.second, type: 'dashed' },
				itemStyle: { color: look.second },
				emphasis: { disabled: true },
			},
		],
	};
}
