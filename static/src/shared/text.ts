import { texts } from './lib/i18n';
import en from './locales/en.json';
import zh from './locales/zh.json';

/** Words that all pages share. */
export const common = texts(zh, en);
