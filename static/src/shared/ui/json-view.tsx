import type { ReactElement } from 'react';
import { CopyButton } from './copy-text';

/** JSON as text: short values in line, longer ones in a block that scrolls. */
export function JsonView({ value }: { value: unknown }): ReactElement {
	if (value === null || value === undefined || value === '') return <span className="muted">–</span>;
	if (typeof value !== 'object') return <code>{String(value)}</code>;
	const text = JSON.stringify(value, null, 2);
	if (text === '{}' || text === '[]') return <span className="muted">–</span>;
	return (
		<div className="json">
			<pre tabIndex={0}>{text}</pre>
			<CopyButton text={text} />
		</div>
	);
}
