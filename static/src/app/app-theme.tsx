/* Ant Design dressed in our tokens and speaking the chosen language. */
import { ConfigProvider, theme as antTheme, type ThemeConfig } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import type { ReactElement, ReactNode } from 'react';
import { localeTag, useLocale } from '../shared/lib/i18n';
import { useTheme, type Theme } from '../shared/lib/theme';

const sans = 'var(--sans)';
const still = typeof matchMedia !== 'undefined'
	&& matchMedia('(prefers-reduced-motion: reduce)').matches;

function tokens(theme: Theme): ThemeConfig {
	const dark = theme === 'dark';
	return {
		algorithm: dark ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
		token: {
			colorPrimary: dark ? '#4a6bdc' : '#2f57c9',
			/* the derived hover colour is too light for text */
			...(dark ? {} : { colorPrimaryHover: '#2449ab', colorLinkHover: '#2449ab' }),
			colorInfo: dark ? '#6d8df0' : '#2f57c9',
			colorLink: dark ? '#8ea9fb' : '#2f57c9',
			colorSuccess: dark ? '#3fae78' : '#17754a',
			colorWarning: dark ? '#dc9a26' : '#8a5300',
			colorError: dark ? '#ff8e90' : '#c0262d',
			colorBgBase: dark ? '#17191d' : '#ffffff',
			colorTextBase: dark ? '#e5e7ea' : '#1b1f26',
			...(dark ? { colorBgContainer: '#17191d', colorBgContainerDisabled: '#1f2228' } : {}),
			colorTextPlaceholder: dark ? '#8a919c' : '#6b727d',
			colorTextDescription: dark ? '#a0a7b1' : '#5b626d',
			colorBorder: dark ? '#434952' : '#cfd3da',
			colorBorderSecondary: dark ? '#2c3037' : '#e4e6ea',
			colorBgElevated: dark ? '#1f2228' : '#ffffff',
			borderRadius: 6,
			fontFamily: sans,
			fontFamilyCode: 'var(--mono)',
			fontSize: 14,
			wireframe: false,
			motion: !still,
			motionDurationMid: '0.12s',
			motionDurationSlow: '0.16s',
			boxShadowSecondary: 'var(--shadow)',
		},
		components: {
			Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
		},
	};
}

export function AppTheme({ children }: { children: ReactNode }): ReactElement {
	const locale = useLocale();
	const theme = useTheme();
	document.documentElement.lang = localeTag(locale);
	return (
		<ConfigProvider
			locale={locale === 'zh' ? zhCN : enUS} theme={tokens(theme)}
			button={{ autoInsertSpace: false }} wave={{ disabled: true }}
		>
			{children}
		</ConfigProvider>
	);
}
