/*
 * xterm.js as we use it.  The only file that imports it, and itself only ever
 * imported when a terminal is about to be shown.
 */
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { SerializeAddon } from '@xterm/addon-serialize';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal, type ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { Theme } from '../../shared/lib/theme';
import type { Screen } from './player';

const light: ITheme = {
	background: '#fafbfc', foreground: '#1b1f26', cursor: '#2f57c9', cursorAccent: '#ffffff',
	selectionBackground: '#c9d6fa', selectionInactiveBackground: '#c3cbdc',
	scrollbarSliderBackground: '#5b626d33', scrollbarSliderHoverBackground: '#5b626d66', scrollbarSliderActiveBackground: '#5b626d88',
	black: '#1b1f26', red: '#b3232a', green: '#17754a', yellow: '#8a5300', blue: '#2f57c9',
	magenta: '#8a3ea8', cyan: '#0b6e7d', white: '#6b727d',
	brightBlack: '#5b626d', brightRed: '#c0262d', brightGreen: '#1c7f52', brightYellow: '#946000',
	brightBlue: '#3b63d8', brightMagenta: '#9a4cb8', brightCyan: '#0f7788', brightWhite: '#3b414a',
};

const dark: ITheme = {
	background: '#121417', foreground: '#e5e7ea', cursor: '#8ea9fb', cursorAccent: '#121417',
	selectionBackground: '#33406b', selectionInactiveBackground: '#414958',
	scrollbarSliderBackground: '#a0a7b133', scrollbarSliderHoverBackground: '#a0a7b166', scrollbarSliderActiveBackground: '#a0a7b188',
	black: '#2c3037', red: '#ff8e90', green: '#5cc894', yellow: '#efb652', blue: '#8ea9fb',
	magenta: '#d6a1ea', cyan: '#6cc7d6', white: '#c9cdd3',
	brightBlack: '#8a919c', brightRed: '#ffabac', brightGreen: '#80dcae', brightYellow: '#f7cc80',
	brightBlue: '#adc1ff', brightMagenta: '#e6bff4', brightCyan: '#93dbe6', brightWhite: '#ffffff',
};

export const themes: Record<Theme, ITheme> = { light, dark };

export interface Xterm {
	term: Terminal;
	fit: FitAddon;
	search: SearchAddon;
	serialize: SerializeAddon;
}

export interface XtermOptions {
	theme: Theme;
	fontSize: number;
	/** For the reader: nobody types. */
	still?: boolean;
	label: string;
}

function openLink(event: MouseEvent, uri: string): void {
	/* a click alone belongs to the selection, and text of a host is nobody's word */
	if (!event.ctrlKey && !event.metaKey) return;
	if (/^https?:\/\//i.test(uri)) window.open(uri, '_blank', 'noopener,noreferrer');
}

export function makeXterm(options: XtermOptions): Xterm {
	const term = new Terminal({
		allowProposedApi: true, /* unicode versions and search decorations */
		cursorBlink: false,
		disableStdin: options.still ?? false,
		fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono').trim() || 'monospace',
		fontSize: options.fontSize,
		linkHandler: { activate: (event, uri) => openLink(event, uri), allowNonHttpProtocols: false },
		macOptionIsMeta: true,
		minimumContrastRatio: 4.5,
		scrollback: 5000,
		theme: themes[options.theme],
	});
	const made: Xterm = {
		term, fit: new FitAddon(), search: new SearchAddon(), serialize: new SerializeAddon(),
	};
	term.loadAddon(made.fit);
	term.loadAddon(made.search);
	term.loadAddon(made.serialize);
	term.loadAddon(new Unicode11Addon());
	term.loadAddon(new WebLinksAddon(openLink));
	term.unicode.activeVersion = '11';
	return made;
}

/** Opens it in an element; says what its text box is for. */
export function openXterm(made: Xterm, at: HTMLElement, label: string): void {
	made.term.open(at);
	made.term.textarea?.setAttribute('aria-label', label);
}

export function screenOf({ term, serialize }: Xterm, onSize: () => void): Screen {
	return {
		write: (text, done) => term.write(text, done),
		resize(cols, rows) {
			if (term.cols !== cols || term.rows !== rows) term.resize(cols, rows);
			onSize();
		},
		reset: () => term.reset(),
		snapshot: () => serialize.serialize({ scrollback: 500 }),
		size: () => ({ cols: term.cols, rows: term.rows }),
	};
}

/** The largest font, up to ${most}, at which ${cols} by ${rows} fit into the box. */
export function fontFor(term: Terminal, box: { width: number; height: number }, cols: number, rows: number, most: number): number {
	const screen = term.element?.querySelector('.xterm-screen')?.getBoundingClientRect();
	const now = term.options.fontSize ?? most;
	if (!screen || screen.width === 0) return most;
	const perCol = screen.width / term.cols / now;
	const perRow = screen.height / term.rows / now;
	const size = Math.min(box.width / cols / perCol, box.height / rows / perRow);
	return Math.max(5, Math.min(most, Math.floor(size * 2) / 2));
}
