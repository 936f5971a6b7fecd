import { texts } from '../lib/i18n';
import en from './log.en.json';
import zh from './log.zh.json';

export const logText = texts(zh, en);
