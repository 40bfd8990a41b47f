/* The colours and sizes of the page, for what is drawn on a canvas. */
export interface Palette {
	text: string;
	soft: string;
	line: string;
	ground: string;
	first: string;
	second: string;
	quiet: string;
	font: string;
	/* Of small text, in pixels: a wall screen has larger ones. */
	size: number;
}

export function palette_of(element: Element): Palette {
	const style = getComputedStyle(element);
	const colour = (name: string) => style.getPropertyValue(name).trim();
	return {
		text: colour('--text'),
		soft: colour('--text-soft'),
		line: colour('--line'),
		ground: colour('--surface-raised'),
		first: colour('--accent'),
		second: colour('--warn'),
		quiet: colour('--line-strong'),
		font: style.fontFamily,
		size: Math.round(Number.parseFloat(style.fontSize) * 0.85),
	};
}
