/* CodeMirror in the console's colours; a part of its own, because it is large. */
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useRef, type ReactElement } from 'react';

const look = EditorView.theme({
	'&': { height: '100%', fontSize: '13px', backgroundColor: 'var(--bg)', color: 'var(--text)' },
	'.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
	'.cm-content': { caretColor: 'var(--text)' },
	'.cm-cursor': { borderLeftColor: 'var(--text)' },
	'.cm-gutters': { backgroundColor: 'var(--bg-side)', color: 'var(--muted)', border: '0' },
	'.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--bg-soft)' },
	'&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-soft) !important' },
	'.cm-panels': { backgroundColor: 'var(--bg-soft)', color: 'var(--text)' },
	'.cm-tooltip': { backgroundColor: 'var(--bg-raised)', color: 'var(--text)', borderColor: 'var(--line)' },
	'.cm-textfield': { backgroundColor: 'var(--bg)', color: 'var(--text)', borderColor: 'var(--line-strong)' },
	'.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--bg)', color: 'var(--text)', borderColor: 'var(--line-strong)' },
});

export default function Text({ first, readOnly, label, onChange, view }: {
	first: string;
	readOnly: boolean;
	label: string;
	onChange: () => void;
	view: React.RefObject<EditorView | null>;
}): ReactElement {
	const box = useRef<HTMLDivElement>(null);
	const told = useRef(onChange);
	told.current = onChange;
	useEffect(() => {
		const made = new EditorView({
			doc: first,
			parent: box.current!,
			extensions: [
				basicSetup, look, EditorView.lineWrapping, EditorView.editable.of(!readOnly),
				EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', ...(readOnly ? { tabindex: '0' } : {}) }),
				EditorView.updateListener.of((update) => {
					if (update.docChanged) told.current();
				}),
			],
		});
		view.current = made;
		made.focus();
		return () => {
			made.destroy();
			view.current = null;
		};
	}, [first, readOnly, label, view]);
	return <div ref={box} className="files-editor" />;
}
