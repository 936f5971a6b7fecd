/* "Firefox 128 · Linux" out of a user agent; other programs keep their own name. */
const browsers: readonly (readonly [RegExp, string])[] = [
	[/Edg\/(\d+)/, 'Edge'],
	[/OPR\/(\d+)/, 'Opera'],
	[/Firefox\/(\d+)/, 'Firefox'],
	[/(?:Chrome|HeadlessChrome|CriOS)\/(\d+)/, 'Chrome'],
	[/Version\/(\d+).*Safari/, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
	[/Windows/, 'Windows'],
	[/Android/, 'Android'],
	[/iPhone|iPad/, 'iOS'],
	[/Mac OS X/, 'macOS'],
	[/Linux/, 'Linux'],
];

export function deviceName(agent: string): string {
	for (const [pattern, name] of browsers) {
		const found = pattern.exec(agent);
		if (!found) continue;
		const system = systems.find(([one]) => one.test(agent));
		return `${name} ${found[1]}${system ? ` · ${system[1]}` : ''}`;
	}
	return agent.split(' ')[0] ?? '';
}
