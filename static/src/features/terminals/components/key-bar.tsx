/* Keys that the keyboard of a phone does not have. */
import type { ReactElement } from 'react';
import { useStore } from '../../../shared/lib/store';
import { partsOf, stickyCtrl, typeInto } from '../workspace';
import { terminals } from '../text';

const keys = [
	['Esc', '\x1b'], ['Tab', '\t'], ['Ctrl', ''], ['↑', 'A'], ['↓', 'B'], ['←', 'D'], ['→', 'C'],
	['Ctrl C', '\x03'], ['|', '|'], ['/', '/'], ['-', '-'], ['~', '~'], ['Home', 'H'], ['End', 'F'], ['PgUp', '\x1b[5~'], ['PgDn', '\x1b[6~'],
] as const;
const names = { '↑': 'key.up', '↓': 'key.down', '←': 'key.left', '→': 'key.right' } as const;

export function KeyBar({ tab }: { tab: string }): ReactElement {
	const t = terminals.useT();
	const ctrl = useStore(stickyCtrl);

	function press(key: string, code: string): void {
		const term = partsOf(tab)?.xterm?.term;
		if (key === 'Ctrl') stickyCtrl.set(!ctrl);
		else if (/^[A-H]$/.test(code))
			typeInto(tab, `\x1b${term?.modes.applicationCursorKeysMode ? 'O' : '['}${code}`);
		else typeInto(tab, code);
		term?.focus();
	}
	return (
		<div className="term-keys" role="toolbar" aria-label={t('keys')}>
			{keys.map(([key, code]) => (
				<button
					key={key} type="button" aria-label={key in names ? t(names[key as '↑']) : undefined}
					aria-pressed={key === 'Ctrl' ? ctrl : undefined}
					/* the keyboard of the phone stays open */
					onPointerDown={(event) => event.preventDefault()}
					onClick={() => press(key, code)}
				>
					{key}
				</button>
			))}
		</div>
	);
}
